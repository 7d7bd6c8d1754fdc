import Annals
import AnnalsTestSupport
import Logging
import ServiceLifecycle
import Testing

@Suite("The recorder's life")
struct RecorderLifecycleTests {
  private func history(_ store: any HistoryStore, logs: LogCollector = LogCollector(), drainLimit: Duration = .seconds(10)) throws
    -> HistoryService
  {
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .seconds(3600)
    configuration.recorder.drainLimit = drainLimit
    return try HistoryService(store: store, configuration: configuration, logger: logs.logger)
  }

  /// Logs, then asks its group to stop.
  private struct Worker: Service {
    let history: HistoryService
    func run() async throws {
      for number in 0..<2500 { history.log(.create, "PROMPT", id: "\(number)") }
    }
  }

  @Test("Graceful shutdown stores everything that was logged")
  func gracefulShutdown() async throws {
    let store = MemoryStore()
    let history = try history(store)
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: history.recorder), .init(service: Worker(history: history), successTerminationBehavior: .gracefullyShutdownGroup),
        ], logger: Logger(label: "test")))
    try await group.run()
    #expect(try await store.statistics(.init()).total == 2500)
  }

  @Test("A cancelled recorder stores what it holds before it ends")
  func cancelled() async throws {
    let store = TroubledStore()
    let history = try history(store)
    history.log(.create, "PROMPT", id: "a")
    let running = Task { try await history.recorder.run() }
    running.cancel()
    try await running.value
    #expect(try await store.memory.statistics(.init()).total == 1)
  }

  @Test("A store that hangs at shutdown is given up at the limit, and the log says how much was lost")
  func drainLimit() async throws {
    let store = TroubledStore(.hangs)
    let logs = LogCollector()
    let history = try history(store, logs: logs, drainLimit: .milliseconds(1))
    try await history.recording { for number in 0..<7 { history.log(.create, "PROMPT", id: "\(number)") } }
    #expect(logs.lines.contains { $0.contains("before the drain limit") && $0.contains("annals.records=7") })
  }

  @Test("What is logged after the end is counted as lost")
  func afterTheEnd() async throws {
    let logs = LogCollector()
    let history = try history(MemoryStore(), logs: logs)
    try await history.recording {}
    history.log(.create, "PROMPT", id: "late")
    #expect(logs.lines.contains { $0.contains("the recorder does not run") })
    try await history.recording { history.log(.create, "PROMPT", id: "again") }
    let records = try await history.records().records
    #expect(records.map(\.resource.id).sorted() == ["again", "recorder"])
    #expect(records.first { $0.resource.type == .history }?.metadata["reasons"] == ["recorder_closed": 1])
  }

  @Test("A recorder runs once at a time")
  func runsOnce() async throws {
    let history = try history(MemoryStore())
    try await history.recording {
      let error = await #expect(throws: HistoryError.self) { try await history.recorder.run() }
      #expect(error?.code == .alreadyRunning)
    }
  }

  @Test("The body's error comes out of recording, after everything is stored")
  func bodyThrows() async throws {
    struct Problem: Error {}
    let store = MemoryStore()
    let history = try history(store)
    await #expect(throws: Problem.self) {
      try await history.recording {
        history.log(.create, "PROMPT", id: "a")
        throw Problem()
      }
    }
    #expect(try await store.statistics(.init()).total == 1)
  }

  struct Option: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let set: @Sendable (inout RecorderConfiguration) -> Void
    init(_ name: String, _ set: @escaping @Sendable (inout RecorderConfiguration) -> Void) {
      testDescription = name
      self.set = set
    }

    static let meaningless = [
      Option("bufferLimit") { $0.bufferLimit = 0 },
      Option("byteLimit") { $0.byteLimit = 0 },
      Option("batchLimit") { $0.batchLimit = -1 },
      Option("batchByteLimit") { $0.batchByteLimit = 0 },
      Option("batchInterval") { $0.batchInterval = .seconds(-1) },
      Option("drainLimit") { $0.drainLimit = .seconds(-1) },
    ]
  }

  @Test("Options without a meaning are refused by name", arguments: Option.meaningless)
  func options(option: Option) {
    var configuration = HistoryConfiguration()
    option.set(&configuration.recorder)
    let error = #expect(throws: HistoryError.self) { try HistoryService(store: MemoryStore(), configuration: configuration) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.description.contains(option.testDescription) == true)
  }
}
