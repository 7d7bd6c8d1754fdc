import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("Guarantees")
struct GuaranteeTests {
  private struct Refusal: Error {}
  private let logs = LogCollector()
  private let folder = TemporaryFolder()

  private func history(_ store: any HistoryStore, _ guarantee: RecordingGuarantee) throws -> HistoryService {
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = guarantee
    configuration.recorder.drainLimit = .milliseconds(1)
    return try HistoryService(store: store, configuration: configuration, logger: logs.logger)
  }

  private var journal: JournalConfiguration {
    var configuration = JournalConfiguration(path: folder.path)
    configuration.durability = .everyBatch
    return configuration
  }

  /// The ids that a journal's folder holds for the next run.
  private func journaled() throws -> [String] {
    let log = try JournalLog(journal)
    guard let waiting = log.waiting else { return [] }
    return try log.read(waiting, limit: 1000, bytes: 1_000_000).entries.map { try RecordPayload.record(of: $0.payload).record.resource.id }
  }

  @Test("Before a call returns, its record is in the store")
  func storedBeforeReturn() async throws {
    let store = MemoryStore()
    let history = try history(store, .beforeReturn(within: .seconds(30), otherwise: .fail))
    try await history.recording {
      for number in 1...20 {
        try await history.track(.update, "PROMPT", id: number) { () async throws in await Task.yield() }
        #expect(try await store.statistics(.init()).total == number)
      }
      await #expect(throws: Refusal.self) { try await history.track(.delete, "PROMPT", id: 21) { () async throws in throw Refusal() } }
      #expect(try await store.statistics(.init()).failed == 1)
    }
  }

  @Test("Before a call returns, its record is in the journal, also while the store is down")
  func journaledBeforeReturn() async throws {
    do {
      let history = try history(TroubledStore(.unavailable), .beforeReturn(within: .seconds(30), otherwise: .fail, journal: journal))
      try await history.recording {
        try await history.track(.update, "PROMPT", id: "a") { () async throws in await Task.yield() }
        #expect(history.recorder.status.journal?.waiting == 1)
        try await history.logAndWait(.update, "PROMPT", id: "b")
        #expect(history.recorder.status.journal?.waiting == 2)
      }
    }
    #expect(try journaled() == ["a", "b"])
  }

  @Test("A call whose record is not safe in time fails where that was chosen, and what it did stays done")
  func overdue() async throws {
    let history = try history(TroubledStore(.hangs), .beforeReturn(within: .milliseconds(1), otherwise: .fail))
    var isDone = false
    try await history.recording {
      do {
        try await history.track(.update, "PROMPT", id: "a") { () async throws in isDone = true }
        Issue.record("the call did not fail")
      } catch let error as HistoryError {
        #expect(error.code == .notSafe)
      }
      await #expect(throws: HistoryError.self) { try await history.logAndWait(.update, "PROMPT", id: "b", within: .milliseconds(1)) }
    }
    #expect(isDone)
  }

  @Test("A call whose errors' type has no place for it, or that is to proceed, returns; the log tells")
  func proceeds() async throws {
    let failing = try history(TroubledStore(.hangs), .beforeReturn(within: .milliseconds(1), otherwise: .fail))
    try await failing.recording {
      let value = await failing.track(.update, "PROMPT", id: "a") { () async -> Int in 7 }
      #expect(value == 7)
    }
    let proceeding = try history(TroubledStore(.hangs), .beforeReturn(within: .milliseconds(1), otherwise: .proceed))
    try await proceeding.recording {
      let value = try await proceeding.track(.update, "PROMPT", id: "a") { () async throws -> Int in 8 }
      #expect(value == 8)
    }
    #expect(logs.lines.count { $0.contains("was not safe before its call returned") } == 2)
  }

  @Test("A call whose task is cancelled still waits for its record")
  func cancelled() async throws {
    let store = MemoryStore()
    let history = try history(store, .beforeReturn(within: .seconds(30), otherwise: .fail))
    try await history.recording {
      let call = Task<Int, any Error> {
        try await history.track(.update, "PROMPT", id: "a") { () async throws in withUnsafeCurrentTask { $0?.cancel() } }
        return try await store.statistics(.init()).total
      }
      let total = try await call.value
      #expect(total == 1)
    }
  }

  @Test(
    "A guarantee that cannot be given is refused at the start",
    arguments: [
      RecordingGuarantee.beforeReturn(within: .zero, otherwise: .fail), .journaled(JournalConfiguration(path: "")),
    ])
  func invalid(guarantee: RecordingGuarantee) {
    let error = #expect(throws: HistoryError.self) { try history(MemoryStore(), guarantee) }
    #expect(error?.code == .invalidConfiguration)
  }
}
