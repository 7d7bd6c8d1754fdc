import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@testable import AWSClient

@Suite("Replies in trouble", .timeLimit(.minutes(5)))
struct FaultTests {
  private static let tables = StubServer.Reply.json(#"{"TableNames":["t"]}"#, headers: [("x-amz-crc32", "2143629153")])

  private func names(_ client: AWSClient) async throws -> [String] { try await DynamoDBClient(client).listTables().tableNames }

  @Test("Throttling with HTTP 400 is tried again, and waits for longer than a failure")
  func throttling() async throws {
    let throttled = StubServer.Reply.json(
      #"{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slow down"}"#, status: 400)
    let clock = ManualClock()
    try await StubServer.run([throttled, Self.tables]) { server in
      try await TestClient.run(server.url, clock: clock, jitter: 1) { client in
        let call = Task { try await names(client) }
        await clock.sleepers(2)
        #expect(server.requests.count == 1)
        clock.advance(by: .seconds(1))
        let found = try await call.value
        #expect(found == ["t"])
        #expect(server.requests.count == 2)
      }
    }
  }

  @Test("Throttling that stays is told as such after four attempts")
  func throttledForGood() async throws {
    let throttled = StubServer.Reply.json(
      #"{"__type":"com.amazon.coral.availability#ThrottlingException","Message":"Rate exceeded"}"#, status: 400,
      headers: [("x-amzn-RequestId", "REQ1")])
    try await StubServer.run([throttled]) { server in
      try await TestClient.run(server.url) { client in
        let error = await #expect(throws: AWSError.self) { try await names(client) }
        #expect(error?.code == "ThrottlingException")
        #expect(error?.message == "Rate exceeded")
        #expect(error?.requestID == "REQ1")
        #expect(error?.isThrottling == true)
        #expect(error?.isRetryable == true)
        #expect(server.requests.count == 4)
      }
    }
  }

  @Test(
    "What can pass is tried again",
    arguments: [
      StubServer.Reply.json(#"{"__type":"InternalServerError"}"#, status: 500), .full(status: 502, body: "<html>"), .full(status: 503),
      .full(status: 504), .reset, .truncated(body: #"{"TableNames":["#, promised: 400), .json(#"{"TableNames":["#),
      .full(status: 200, body: ""),
      .json(#"{"TableNames":["wrong"]}"#, headers: [("x-amz-crc32", "2143629153")]),
    ])
  func transient(reply: StubServer.Reply) async throws {
    try await StubServer.run([reply, reply, Self.tables]) { server in
      try await TestClient.run(server.url) { client in
        let found = try await names(client)
        #expect(found == ["t"])
        #expect(server.requests.count == 3)
      }
    }
  }

  @Test("What cannot pass is not tried again", arguments: ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
  func final(code: String) async throws {
    try await StubServer.run([.json(#"{"__type":"com.amazonaws#\#(code)","message":"no"}"#, status: 400)]) { server in
      try await TestClient.run(server.url) { client in
        let error = await #expect(throws: AWSError.self) { try await names(client) }
        #expect(error?.code.rawValue == code)
        #expect(error?.isRetryable == false)
        #expect(error?.httpStatus == 400)
        #expect(server.requests.count == 1)
      }
    }
  }

  @Test("A damaged reply that stays damaged is told as such")
  func checksum() async throws {
    let damaged = StubServer.Reply.json(#"{"TableNames":["x"]}"#, headers: [("x-amz-crc32", "1")])
    try await StubServer.run([damaged]) { server in
      try await TestClient.run(server.url) { client in
        let error = await #expect(throws: AWSError.self) { try await names(client) }
        #expect(error?.code == .checksumMismatch)
        #expect(server.requests.count == 4)
      }
    }
  }

  @Test("Nobody listening is a failed connection")
  func refused() async throws {
    let url = try await StubServer.run([.reset]) { $0.url }
    try await TestClient.run(url) { client in
      let error = await #expect(throws: AWSError.self) { try await names(client) }
      #expect(error?.code == .connectionFailed)
      #expect(error?.isRetryable == true)
    }
  }

  @Test("No answer within an attempt's time is tried again")
  func slow() async throws {
    try await StubServer.run([.silence, Self.tables]) { server in
      try await TestClient.run(server.url, { $0.readTimeout = .milliseconds(500) }) { client in
        let found = try await names(client)
        #expect(found == ["t"])
        #expect(server.requests.count >= 2)
      }
    }
  }

  @Test(
    "Retry-After is waited for, in seconds and as a date",
    arguments: [
      [("Retry-After", "3")], [("Retry-After", "Sun, 30 Aug 2015 12:36:03 GMT"), ("Date", "Sun, 30 Aug 2015 12:36:00 GMT")],
      [("x-amz-retry-after", "3000")],
    ])
  func retryAfter(headers: [(String, String)]) async throws {
    let clock = ManualClock()
    try await StubServer.run([.full(status: 503, headers: headers), Self.tables]) { server in
      try await TestClient.run(server.url, clock: clock) { client in
        let call = Task { try await names(client) }
        await clock.sleepers(2)
        clock.advance(by: .milliseconds(2999))
        #expect(server.requests.count == 1)
        clock.advance(by: .milliseconds(1))
        let found = try await call.value
        #expect(found == ["t"])
      }
    }
  }

  @Test("The deadline ends a call that has no answer, and the connection with it")
  func deadline() async throws {
    let clock = ManualClock()
    try await StubServer.run([.silence]) { server in
      try await TestClient.run(server.url, clock: clock, { $0.deadline = .seconds(5) }) { client in
        let call = Task { try await names(client) }
        _ = await server.nextRequest()
        await clock.sleepers(1)
        clock.advance(by: .seconds(5))
        let error = await #expect(throws: AWSError.self) { try await call.value }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.isRetryable == true)
      }
    }
  }

  @Test("A call can have a deadline of its own")
  func ownDeadline() async throws {
    let clock = ManualClock()
    try await StubServer.run([.silence]) { server in
      try await TestClient.run(server.url, clock: clock) { client in
        let call = Task { try await DynamoDBClient(client).within(.seconds(2)).listTables() }
        _ = await server.nextRequest()
        await clock.sleepers(1)
        clock.advance(by: .seconds(2))
        let error = await #expect(throws: AWSError.self) { try await call.value }
        #expect(error?.code == .deadlineExceeded)
        #expect(error?.message == "ListTables was not done within 2.0 seconds")
      }
    }
  }

  @Test("A retry that would come after the deadline is not waited for: the failure is told at once")
  func deadlineBeforeRetry() async throws {
    try await StubServer.run([.full(status: 503, headers: [("Retry-After", "10")])]) { server in
      try await TestClient.run(server.url, { $0.deadline = .seconds(5) }) { client in
        let error = await #expect(throws: AWSError.self) { try await names(client) }
        #expect(error?.httpStatus == 503)
      }
    }
  }

  @Test("Cancelling the task ends the call at once, in an exchange and in a wait")
  func cancellation() async throws {
    try await StubServer.run([.silence]) { server in
      try await TestClient.run(server.url) { client in
        let call = Task { try await names(client) }
        _ = await server.nextRequest()
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
      }
    }
    let clock = ManualClock()
    try await StubServer.run([.full(status: 503)]) { server in
      try await TestClient.run(server.url, clock: clock, jitter: 1) { client in
        let call = Task { try await names(client) }
        await clock.sleepers(2)
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
      }
    }
  }

  @Test("A service that fails for long is asked less: retries end when their tokens do")
  func quota() async throws {
    try await StubServer.run([.full(status: 500)]) { server in
      try await TestClient.run(server.url, { $0.retry.quota = 30 }) { client in
        for _ in 0..<3 { await #expect(throws: AWSError.self) { try await names(client) } }
        #expect(server.requests.count == 3 + 2)
      }
    }
  }
}
