import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: a table that does not answer", .timeLimit(.minutes(5)))
struct ReadLimitTests {
  /// Runs a call against a table that never answers, and moves the clock on once the call waits for its deadline.
  private func failure(
    after times: [Duration], _ call: @escaping @Sendable (DynamoDBStore) async throws -> Void
  ) async throws -> HistoryError? {
    try await StubServer.run([.silence]) { server in
      let clock = ManualClock()
      var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(DynamoDBEngine.makeAccount()))
      configuration.endpoint = server.url
      return try await closing(try AWSClient(configuration, clock: clock)) { client in
        var patience = DynamoDBStoreConfiguration()
        patience.clock = clock
        let store = try DynamoDBStore(client: client, tableName: "main", configuration: patience)
        async let outcome = failure { try await call(store) }
        for time in times {
          // Who still waits after a while has not given up.
          await clock.sleepers(1)
          clock.advance(by: time)
        }
        return await outcome
      }
    }
  }

  private func failure(_ call: () async throws -> Void) async -> HistoryError? {
    do {
      try await call()
      return nil
    } catch {
      return error as? HistoryError
    }
  }

  /// What somebody asks and waits for.
  enum Question: CaseIterable {
    case page
    case statistics
    case record
    case text
    case readiness

    func ask(_ store: DynamoDBStore) async throws {
      switch self {
      case .page: _ = try await store.records(matching: RecordFilter(), after: nil, limit: 5)
      case .statistics: _ = try await store.statistics(.init())
      case .record: _ = try await store.record(HistoryID("2025-01-01T10:00:00.000000Z#CREATE#p1#T"))
      case .text: _ = try await store.keptTexts([TextDigest(of: "x")])
      case .readiness: try await store.checkReadiness()
      }
    }
  }

  @Test("Who asks is told after ten seconds", arguments: Question.allCases)
  func reads(question: Question) async throws {
    let error = try await failure(after: [.seconds(10)]) { try await question.ask($0) }
    #expect(error?.code == .storeUnavailable)
    #expect(error?.description.contains("was not done within 10.0 seconds") == true, "\(String(describing: error))")
  }

  @Test("What is written goes on trying for a minute")
  func writes() async throws {
    let error = try await failure(after: [.seconds(10), .seconds(49), .seconds(1)]) { store in
      _ = try await store.append([SanitizedRecord(try sample())])
    }
    #expect(error?.description.contains("was not done within 60.0 seconds") == true, "\(String(describing: error))")
  }

  @Test("A read limit of nothing is refused")
  func noLimit() async throws {
    try await StubServer.run([.silence]) { server in
      try await withStubClient(server.url) { client in
        var configuration = DynamoDBStoreConfiguration()
        configuration.readLimit = .zero
        let error = #expect(throws: HistoryError.self) {
          _ = try DynamoDBStore(client: client, tableName: "main", configuration: configuration)
        }
        #expect(error?.code == .invalidConfiguration)
      }
    }
  }
}
