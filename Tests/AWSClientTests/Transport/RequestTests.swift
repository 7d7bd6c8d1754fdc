import EngineTestSupport
import Foundation
import Synchronization
import Testing

@testable import AWSClient

@Suite("Requests as they go out", .timeLimit(.minutes(5)))
struct RequestTests {
  private static let tables = StubServer.Reply.json(#"{"TableNames":["t"]}"#, headers: [("x-amz-crc32", "2143629153")])

  private func names(_ client: AWSClient) async throws -> [String] { try await DynamoDBClient(client).listTables().tableNames }

  @Test("A clock that is wrong is corrected by the service's, and the signature with it")
  func clockSkew() async throws {
    let refused = StubServer.Reply.json(
      #"{"__type":"InvalidSignatureException","message":"Signature expired"}"#, status: 400,
      headers: [("Date", "Sun, 30 Aug 2015 12:36:00 GMT")])
    let wrong = Date(timeIntervalSince1970: 1_440_938_160 - 3600)
    try await StubServer.run([refused, Self.tables]) { server in
      try await TestClient.run(server.url, now: { wrong }) { client in
        let found = try await names(client)
        #expect(found == ["t"])
        #expect(server.requests.map { $0.header("x-amz-date") } == ["20150830T113600Z", "20150830T123600Z"])
        let again = try await names(client)
        #expect(again == ["t"])
        #expect(server.requests.count == 3)
      }
    }
  }

  @Test("A wrong clock costs none of many calls at once")
  func clockSkewOfMany() async throws {
    let serviceTime = Date(timeIntervalSince1970: 1_440_938_160)
    try await StubServer.run({ request, _ in
      request.header("x-amz-date") == "20150830T123600Z"
        ? Self.tables
        : .json(
          #"{"__type":"InvalidSignatureException","message":"Signature expired"}"#, status: 400,
          headers: [("Date", "Sun, 30 Aug 2015 12:36:00 GMT")])
    }) { server in
      try await TestClient.run(server.url, now: { serviceTime.addingTimeInterval(-3600) }) { client in
        let found = try await withThrowingTaskGroup(of: [String].self) { group in
          for _ in 0..<20 { group.addTask { try await names(client) } }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(found == Array(repeating: ["t"], count: 20))
      }
    }
  }

  @Test("Temporary credentials that have ended before their time are fetched anew, and the call is tried again")
  func expiredToken() async throws {
    let expired = StubServer.Reply.json(#"{"__type":"ExpiredTokenException","message":"The security token is expired"}"#, status: 400)
    let provider = RotatingCredentials(isTemporary: true)
    try await StubServer.run([expired, Self.tables]) { server in
      try await TestClient.run(server.url, provider: provider) { client in
        let found = try await names(client)
        #expect(found == ["t"])
        #expect(server.requests.map { $0.header("x-amz-security-token") } == ["token-1", "token-2"])
      }
    }
  }

  @Test("Credentials without a known end fail at once when they have ended, and the next call has new ones")
  func expiredWithoutEnd() async throws {
    let expired = StubServer.Reply.json(#"{"__type":"ExpiredTokenException","message":"The security token is expired"}"#, status: 400)
    try await StubServer.run([expired, Self.tables]) { server in
      try await TestClient.run(server.url, provider: RotatingCredentials(isTemporary: false)) { client in
        let error = await #expect(throws: AWSError.self) { try await names(client) }
        #expect(error?.code == "ExpiredTokenException")
        #expect(error?.isRetryable == false)
        let found = try await names(client)
        #expect(found == ["t"])
        #expect(server.requests.map { $0.header("x-amz-security-token") } == ["token-1", "token-2"])
      }
    }
  }

  @Test("Calls one after another share a connection, also after an error")
  func keepAlive() async throws {
    let refused = StubServer.Reply.json(#"{"__type":"ValidationException","message":"no"}"#, status: 400)
    try await StubServer.run([Self.tables, refused, Self.tables]) { server in
      try await TestClient.run(server.url) { client in
        for call in 0..<10 {
          if call == 1 { await #expect(throws: AWSError.self) { try await names(client) } } else { _ = try await names(client) }
        }
        #expect(server.connections == 1)
      }
    }
  }

  @Test("A request names its operation and attempt, keeps its id, and is signed for its host")
  func request() async throws {
    try await StubServer.run([.full(status: 500), Self.tables]) { server in
      try await TestClient.run(server.url) { client in
        _ = try await names(client)
        let requests = server.requests
        #expect(requests.allSatisfy { $0.method == "POST" && $0.path == "/" && $0.text == "{}" })
        #expect(requests.allSatisfy { $0.header("x-amz-target") == "DynamoDB_20120810.ListTables" })
        #expect(requests.allSatisfy { $0.header("content-type") == "application/x-amz-json-1.0" })
        #expect(requests.map { $0.header("amz-sdk-request") } == ["attempt=1; max=4", "attempt=2; max=4"])
        #expect(Set(requests.map { $0.header("amz-sdk-invocation-id") }).count == 1)
        #expect(requests.allSatisfy { $0.header("x-amz-security-token") == TestClient.token })
        #expect(requests.allSatisfy { server.url.hasSuffix($0.header("host") ?? "none") })
        #expect(requests.allSatisfy { $0.headers.filter { $0.name.lowercased() == "host" }.count == 1 })
        let authorization = try #require(requests.first?.header("authorization"))
        #expect(authorization.contains("/eu-central-1/dynamodb/aws4_request"))
        #expect(authorization.contains("SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-type;host;x-amz-date;"))
      }
    }
  }
}

/// Other credentials each time they are asked for.
private final class RotatingCredentials: CredentialsProvider {
  private let isTemporary: Bool
  private let count = Mutex(0)

  init(isTemporary: Bool) { self.isTemporary = isTemporary }

  func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return AWSCredentials(
      accessKeyID: "ASIA\(number)", secretAccessKey: "secret", sessionToken: "token-\(number)",
      expiration: isTemporary ? .distantFuture : nil)
  }
}
