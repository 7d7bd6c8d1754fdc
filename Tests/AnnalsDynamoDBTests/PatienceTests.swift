import AWSClient
import Annals
import EngineTestSupport
import Synchronization
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: writes in trouble")
struct PatienceTests {
  private func token(of request: StubServer.Request) -> String? {
    guard let start = request.text.firstRange(of: #""ClientRequestToken":""#)?.upperBound else { return nil }
    return String(request.text[start...].prefix { $0 != "\"" })
  }

  /// Appends a record that may be there, and one that cannot, to a table whose calls each fail once; what was asked of it.
  private func append(failing reply: StubServer.Reply) async throws -> (new: Int, requests: [StubServer.Request]) {
    let seen = Mutex<Set<String>>([])
    let answer: @Sendable (StubServer.Request, Int) -> StubServer.Reply = { request, _ in
      seen.withLock { $0.insert(request.operation).inserted } ? reply : .json("{}")
    }
    return try await StubServer.run(answer) { server in
      var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(DynamoDBEngine.makeAccount()))
      configuration.endpoint = server.url
      configuration.retry = .never
      return try await closing(try AWSClient(configuration)) { client in
        var patience = DynamoDBStoreConfiguration()
        patience.clock = InstantClock()
        let store = try DynamoDBStore(client: client, tableName: "main", configuration: patience)
        var captured = SanitizedRecord(try sample(at: 1))
        captured.mayExist = false
        return (try await store.append([SanitizedRecord(try sample(at: 2)), captured]), server.requests)
      }
    }
  }

  @Test("Calls that are throttled or break beyond the client's attempts are made again, a transaction under the token it had")
  func passing() async throws {
    for reply in [failure("ProvisionedThroughputExceededException"), failure("InternalServerError", status: 500), .reset] {
      let (new, requests) = try await append(failing: reply)
      #expect(new == 2)
      for operation in ["GetItem", "UpdateItem", "BatchGetItem", "TransactWriteItems", "BatchWriteItem"] {
        #expect(requests.count { $0.operation == operation } >= 2, "\(operation)")
      }
      let tokens = Set(requests.filter { $0.operation == "TransactWriteItems" }.map(token))
      #expect(tokens.count == 1 && tokens.first != .some(nil))
    }
  }

  @Test("What cannot pass is told at once")
  func lasting() async throws {
    let error = await #expect(throws: HistoryError.self) { _ = try await append(failing: failure("AccessDeniedException")) }
    #expect(error?.code == .storeUnavailable)
  }
}
