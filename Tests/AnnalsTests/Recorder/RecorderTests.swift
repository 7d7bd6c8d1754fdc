import Annals
import AnnalsTestSupport
import ServiceLifecycle
import Testing

@Suite("The recorder")
struct RecorderTests {
  private struct Refusal: Error {}

  private func recorder(
    _ store: any HistoryStore, clock: any Clock<Duration> = ContinuousClock(), logs: LogCollector = LogCollector(),
    _ change: (inout RecorderConfiguration) -> Void = { _ in }
  ) throws -> HistoryService {
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    change(&configuration.recorder)
    return HistoryService(recorder: try HistoryRecorder(store: store, configuration: configuration, logger: logs.logger, clock: clock))
  }

  private func all(_ store: any HistoryStore) async throws -> [HistoryRecord] {
    try await store.records(matching: .init(), after: nil, limit: 1000).records
  }

  private func losses(_ store: any HistoryStore) async throws -> [HistoryRecord] {
    try await store.records(matching: .init(resourceType: .history), after: nil, limit: 1000).records
  }

  @Test("A logged operation becomes a record with all that was said")
  func logged() async throws {
    let history = try recorder(MemoryStore())
    try await history.recording {
      history.log(
        .update, "prompt", id: "a/b#c", user: "ann", before: ["v": 1] as JSONObject, after: ["v": 2] as JSONObject,
        metadata: ["ticket": "T-1"], function: "edit")
    }
    let record = try #require(try await all(history.store).first)
    #expect(record.operation == .update)
    #expect(record.resource == (try Resource("PROMPT", "a/b#c")))
    #expect(record.user.id == "ann")
    #expect(record.before == ["v": 1])
    #expect(record.after == ["v": 2])
    #expect(record.metadata == ["ticket": "T-1", "function": "edit", "success": true])
    #expect(record.token != nil)
  }

  @Test("A failed operation keeps its kind, and says why")
  func failed() async throws {
    let history = try recorder(MemoryStore())
    try await history.recording { history.log(.delete, "PROMPT", id: "a", failure: Refusal()) }
    let record = try #require(try await all(history.store).first)
    #expect(record.operation == .delete)
    #expect(record.isFailed)
    #expect(record.error == "Refusal()")
  }

  @Test("Names that are not valid do not cost the record")
  func invalidNames() async throws {
    let history = try recorder(MemoryStore())
    try await history.recording { history.log(.read, "a#b", id: "", user: "x\u{7}y") }
    let record = try #require(try await all(history.store).first)
    #expect(record.resource == (try Resource("A_B", "unknown")))
    #expect(record.user.id == "xy")
    #expect(record.metadata["capture_problems"]?.array?.count == 2)
  }

  @Test("A state that cannot be encoded does not cost the record")
  func unencodable() async throws {
    struct Stubborn: Encodable, Sendable { func encode(to encoder: any Encoder) throws { throw Refusal() } }
    let history = try recorder(MemoryStore())
    try await history.recording { history.log(.create, "PROMPT", id: "a", after: Stubborn()) }
    let record = try #require(try await all(history.store).first)
    #expect(record.after == nil)
    #expect(record.metadata["capture_problems"] == ["after_state could not be encoded: Refusal"])
  }

  @Test("flush waits for what was logged before it")
  func flush() async throws {
    let history = try recorder(MemoryStore()) { $0.batchInterval = .seconds(3600) }
    try await history.recording {
      for number in 0..<1200 { history.log(.create, "PROMPT", id: "\(number)") }
      try await history.flush()
      #expect(try await history.statistics().total == 1200)
    }
  }

  @Test("flush without a running recorder says that it must be run")
  func flushIdle() async throws {
    let history = try recorder(MemoryStore())
    try await history.flush()
    history.log(.create, "PROMPT", id: "a")
    let error = await #expect(throws: HistoryError.self) { try await history.flush(within: .zero) }
    #expect(error?.code == .notRunning)
  }

  @Test("flush gives up after its limit while the store hangs, and when its task is cancelled")
  func flushLimit() async throws {
    let store = TroubledStore(.hangs)
    let history = try recorder(store) { $0.drainLimit = .zero }
    try await history.recording {
      history.log(.create, "PROMPT", id: "a")
      let error = await #expect(throws: HistoryError.self) { try await history.flush(within: .milliseconds(1)) }
      #expect(error?.code == .timedOut)
      let waiting = Task { try await history.flush() }
      await store.batches(atLeast: 1)
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
    }
  }

  @Test("Records wait for others no longer than the batch interval")
  func batchInterval() async throws {
    let clock = ManualClock()
    let store = TroubledStore()
    let history = try recorder(store, clock: clock) { $0.batchInterval = .milliseconds(50) }
    try await history.recording {
      for number in 0..<3 { history.log(.create, "PROMPT", id: "\(number)") }
      await clock.sleepers(1)
      #expect(store.batches == [])
      clock.advance(by: .milliseconds(50))
      await store.batches(atLeast: 1)
      #expect(store.batches == [3])
    }
  }

  @Test("A full batch is stored before the interval is over")
  func fullBatch() async throws {
    let store = TroubledStore()
    let history = try recorder(store, clock: ManualClock()) {
      $0.batchInterval = .seconds(60)
      $0.batchLimit = 10
    }
    try await history.recording {
      for number in 0..<10 { history.log(.create, "PROMPT", id: "\(number)") }
      await store.batches(atLeast: 1)
      #expect(store.batches == [10])
    }
  }

  @Test("A store that fails is tried again until it takes the records, in their order")
  func retry() async throws {
    let clock = ManualClock()
    let store = TroubledStore(.unavailable)
    let logs = LogCollector()
    let history = try recorder(store, clock: clock, logs: logs)
    try await history.recording {
      for number in 0..<5 { history.log(.create, "PROMPT", id: "\(number)") }
      for attempt in 1...3 {
        await store.batches(atLeast: attempt)
        await clock.sleepers(1)
        if attempt == 3 { store.trouble = .none }
        clock.advance(by: .seconds(60))
      }
    }
    #expect(try await all(store).map(\.resource.id) == ["4", "3", "2", "1", "0"])
    #expect(logs.lines.count { $0.contains("does not take history") } == 1)
    #expect(logs.lines.contains { $0.contains("takes history again") })
  }

  @Test("A rejected record costs no other, and is counted and recorded as lost")
  func rejected() async throws {
    let store = TroubledStore(.rejects(["7", "8"]))
    let history = try recorder(store)
    try await history.recording {
      for number in 0..<20 { history.log(.create, "PROMPT", id: "\(number)") }
    }
    #expect(try await store.memory.statistics(.init()).resourceTypes == [ResourceType("PROMPT"): 18, .history: 1])
    let loss = try #require(try await losses(store).first)
    #expect(loss.metadata["lost"] == 2)
    #expect(loss.metadata["reasons"] == ["store_rejected": 2])
    #expect(loss.metadata["types"] == ["PROMPT": 2])
  }

  @Test("What does not fit is lost, counted to the record, and told once the store returns")
  func bufferBound() async throws {
    let store = TroubledStore(.unavailable)
    let clock = ManualClock()
    let logs = LogCollector()
    let history = try recorder(store, clock: clock, logs: logs) { $0.bufferLimit = 100 }
    try await history.recording {
      history.log(.create, "PROMPT", id: "first")
      await store.batches(atLeast: 1)
      await withTaskGroup(of: Void.self) { group in
        for worker in 0..<8 {
          group.addTask { for number in 0..<100 { history.log(.update, "PROPOSAL", id: "\(worker)-\(number)") } }
        }
      }
      store.trouble = .none
      await clock.sleepers(1)
      clock.advance(by: .seconds(60))
      try await history.flush()
    }
    #expect(try await store.memory.statistics(.init()).total == 101)
    let loss = try #require(try await losses(store).first)
    #expect(loss.metadata["lost"] == 701)
    #expect(loss.metadata["reasons"] == ["buffer_full": 701])
    #expect(loss.metadata["types"] == ["PROPOSAL": 701])
    #expect(loss.isFailed)
    #expect(loss.metadata["since"]?.string.flatMap { try? Timestamp($0) } != nil)
    #expect(logs.lines.count { $0.contains("History is being lost") } <= 1)
  }

  @Test("States larger than the byte bound are lost, not held")
  func byteBound() async throws {
    let store = MemoryStore()
    let history = try recorder(store) { $0.byteLimit = 50_000 }
    try await history.recording {
      let large = JSONObject((0..<10_000).map { ("field\($0)", JSONValue.number(JSONNumber($0))) })
      history.log(.create, "PROMPT", id: "large", after: large)
      try await history.flush()
      history.log(.create, "PROMPT", id: "small", after: ["a": 1] as JSONObject)
    }
    #expect(try await all(store).filter { $0.resource.type != .history }.map(\.resource.id) == ["small"])
    #expect(try await losses(store).first?.metadata["lost"] == 1)
  }

  @Test("A recorder that is never run says so once")
  func neverRun() throws {
    let logs = LogCollector()
    let history = try recorder(MemoryStore(), logs: logs) { $0.bufferLimit = 10 }
    for number in 0..<100 { history.log(.create, "PROMPT", id: "\(number)") }
    #expect(logs.lines.count { $0.contains("the recorder does not run") } == 1)
  }

  @Test("Operations of one process keep their order within a microsecond")
  func sameMicrosecond() async throws {
    let moment = try Timestamp("2025-12-16T20:30:00.123456Z")
    let store = MemoryStore()
    let history = HistoryService(recorder: try HistoryRecorder(store: store, now: { moment }))
    try await history.recording {
      for kind in [OperationKind.update, .delete, .create, .read] { history.log(kind, "PROMPT", id: "a") }
    }
    #expect(try await all(store).map(\.operation) == [.read, .create, .delete, .update])
    #expect(try await all(store).last?.timestamp == moment)
  }

  @Test("A clock that is set back an hour stops nothing and loses nothing")
  func clockSetBack() async throws {
    let moments = Moments([3_600_000_000, 3_600_000_001, 0, 1])
    let store = MemoryStore()
    let history = HistoryService(recorder: try HistoryRecorder(store: store, now: { moments.next() }))
    try await history.recording {
      for number in 0..<4 { history.log(.create, "PROMPT", id: "\(number)") }
      try await history.flush()
    }
    #expect(try await all(store).map(\.resource.id) == ["1", "0", "3", "2"])
  }
}
