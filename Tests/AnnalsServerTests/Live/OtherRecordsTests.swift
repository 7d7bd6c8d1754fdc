import Annals
import AnnalsTestSupport
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import AnnalsServer

/// A server beside other processes on one store, which are the tests' own appending.
@Suite("What other servers record, as it happens", .timeLimit(.minutes(5)))
struct OtherRecordsTests {
  private let clock = ManualClock()

  private var configuration: HistoryServerConfiguration {
    var configuration = HistoryServerConfiguration()
    configuration.routes.liveClock = clock
    return configuration
  }

  /// Stores a record as another process does.
  private func record(_ id: String, type: String = "PROMPT", at moment: Timestamp = .now, in store: any HistoryStore) async throws {
    let record = HistoryRecord(.update, of: try Resource(type, id), at: moment, token: .next(), before: ["hidden": "value"])
    _ = try await store.append([SanitizedRecord(record)])
  }

  private func count(_ id: String, in text: String) -> Int { text.components(separatedBy: "\"resource_id\":\"\(id)\"").count - 1 }

  @Test("Who listens hears with the next look of what another process stored, without its states")
  func hears() async throws {
    let store = MemoryStore()
    try await withServer(store: store, configuration: configuration) { [clock] client, _ in
      let text = try await client.events(until: "from-another") {
        await clock.sleepers(1)
        try await record("from-another", in: store)
        clock.advance(by: .seconds(2))
      }
      #expect(text.contains("event: record\n") && !text.contains("hidden"))
    }
  }

  @Test("What this server stored comes at once and once, and an earlier record of another comes after it under the newest record's id")
  func once() async throws {
    let store = MemoryStore()
    try await withServer(store: store, configuration: configuration) { [clock] client, history in
      let text = try await client.events(until: "last-one") {
        await clock.sleepers(1)
        let moment = Timestamp.now
        history.log(.update, "PROMPT", id: "own", before: ["n": 1])
        try await history.flush()
        await clock.sleepers(1)
        try await record("earlier", at: moment, in: store)
        clock.advance(by: .seconds(2))
        await clock.sleepers(1)
        try await record("last-one", in: store)
        clock.advance(by: .seconds(2))
      }
      for id in ["own", "earlier", "last-one"] { #expect(count(id, in: text) == 1, "\(id): \(text)") }
      let ids = text.split(separator: "\n").filter { $0.hasPrefix("id: ") }
      #expect(ids == ids.sorted())
    }
  }

  @Test("Who sees a part hears of that part of others' alone")
  func scopes() async throws {
    var server = KeyedServer()
    server.configuration = configuration
    let store = server.store
    let reader = try await server.key(.reader, scope: ["resource_types": ["PROMPT"]])
    try await server.run { [clock] (client, _) async throws in
      let text = try await client.events([("Authorization", reader[.authorization] ?? "")], until: "last-one") {
        await clock.sleepers(1)
        try await record("unseen", type: "DRAFT", in: store)
        try await record("access/recent", type: "HISTORY", in: store)
        try await record("last-one", in: store)
        clock.advance(by: .seconds(2))
      }
      #expect(!text.contains("unseen") && !text.contains("access/") && !text.contains("event: lost"))
    }
  }

  @Test("The store is asked by nobody while nobody listens, and once for all who do")
  func asked() async throws {
    let store = WatchedStore()
    try await withServer(store: store, configuration: configuration) { [clock] client, _ in
      clock.advance(by: .seconds(600))
      #expect(store.takeCalls().filter { $0.hasPrefix("records") } == [])
      let (told, continuation) = AsyncStream<Void>.makeStream()
      try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<3 {
          group.addTask { try await client.events(until: "from-another") { continuation.yield() } }
        }
        for await _ in told.prefix(3) {}
        await clock.sleepers(3)
        try await record("from-another", in: store)
        clock.advance(by: .seconds(2))
        for try await text in group { #expect(count("from-another", in: text) == 1) }
      }
      #expect(store.takeCalls().filter { $0.hasPrefix("records") } == ["records, 200"])
    }
  }

  @Test("With the interval at zero the store is never asked, and what this server stores is told all the same")
  func off() async throws {
    let store = WatchedStore()
    var configuration = configuration
    configuration.routes.liveInterval = .zero
    try await withServer(store: store, configuration: configuration) { [clock] client, history in
      let text = try await client.events(until: "\"own\"") {
        await clock.sleepers(1)
        try await record("from-another", in: store)
        clock.advance(by: .seconds(2))
        history.log(.update, "PROMPT", id: "own", before: ["n": 1])
      }
      #expect(count("from-another", in: text) == 0)
    }
    #expect(store.takeCalls().filter { $0.hasPrefix("records") } == [])
  }

  @Test("A store that fails is told of once in the log, live updates go on, and it is asked again")
  func failing() async throws {
    struct FailingStore: FrontStore {
      let store: any HistoryStore
      let failures = Box<Int>()
      func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
        if let left = failures.current, left > 0 {
          failures.set(left - 1)
          throw HistoryError(.storeUnavailable, "the store is away")
        }
        return try await store.records(matching: filter, after: cursor, limit: limit)
      }
    }
    let (store, log) = (FailingStore(store: MemoryStore()), LogCollector())
    store.failures.set(2)
    try await withServer(store: store, configuration: configuration, logger: log.logger) { [clock] client, _ in
      let text = try await client.events(until: "from-another") {
        await clock.sleepers(1)
        try await record("from-another", in: store)
        for _ in 0..<3 {
          clock.advance(by: .seconds(2))
          await clock.sleepers(1)
        }
      }
      #expect(count("from-another", in: text) == 1)
    }
    #expect(log.lines.filter { $0.contains("cannot be asked for what other servers record") }.count == 1)
  }

  @Test("A table that is read by scans is not asked")
  func scanned() async throws {
    struct DearStore: FrontStore {
      let store: any HistoryStore
      let isAsked = Box<Bool>()
      func warnings() async throws -> [String] { ["each list is a scan"] }
      func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
        isAsked.set(true)
        return try await store.records(matching: filter, after: cursor, limit: limit)
      }
    }
    let store = DearStore(store: MemoryStore())
    try await withServer(store: store, configuration: configuration) { [clock] client, history in
      _ = try await client.events(until: "\"own\"") {
        await clock.sleepers(1)
        clock.advance(by: .seconds(4))
        history.log(.update, "PROMPT", id: "own", before: ["n": 1])
      }
    }
    #expect(store.isAsked.current == nil)
  }

  @Test("Who may see no more is told no more after five seconds, however much there is to tell")
  func revoked() async throws {
    struct Switch: HistoryAuthenticator {
      let isOff = Box<Bool>()
      func principal(of request: AuthenticationRequest) async throws -> Principal? {
        if isOff.current == true { throw AuthenticationFailure("no more") }
        return Principal(user: try User("ann"), roles: [.reader], proof: .service)
      }
    }
    let access = Switch()
    var configuration = configuration
    configuration.routes.access.authenticators = [access]
    try await withServer(configuration: configuration) { [clock] client, history in
      let text = try await client.events(until: "untold") {
        await clock.sleepers(1)
        access.isOff.set(true)
        clock.advance(by: .seconds(5))
        history.log(.update, "PROMPT", id: "untold", before: ["n": 1])
      }
      #expect(!text.contains("untold"))
    }
  }
}
