import Annals
import AnnalsTestSupport
import Testing

/// The three questions that everything began with, as the README has them.
@Suite("The three use cases")
struct UseCaseTests {
  private func story() async throws -> HistoryService {
    let history = try HistoryService(store: MemoryStore())
    try await history.recording {
      history.log(.create, "PROMPT", id: "prompt-1.1", user: "ann", after: ["text": "a"] as JSONObject)
      history.log(.update, "PROMPT", id: "prompt-1.1", user: "bob", before: ["text": "a"] as JSONObject, after: ["text": "b"] as JSONObject)
      history.log(.delete, "PROMPT", id: "prompt-1.1", user: "admin@igad.org", before: ["text": "b"] as JSONObject)
      history.log(.delete, "PROMPT", id: "prompt-1.1", user: "carol", failure: CancellationError())
    }
    return history
  }

  @Test("Who deleted it?")
  func whoDeletedIt() async throws {
    let history = try await story()
    let prompt = try Resource("PROMPT", "prompt-1.1")
    let deletion = try await history.lastDeletion(of: prompt)
    #expect(deletion?.user.id == "admin@igad.org")
  }

  @Test("What happened lately?")
  func whatHappenedLately() async throws {
    let history = try await story()
    let lately = try await history.records(limit: 20)
    #expect(lately.records.map(\.operation) == [.delete, .delete, .update, .create])
  }

  @Test("What did it look like before it was deleted?")
  func lastState() async throws {
    let history = try await story()
    let prompt = try Resource("PROMPT", "prompt-1.1")
    let lost = try await history.lastStateBeforeDeletion(of: prompt)
    #expect(lost == ["text": "b"])
  }

  @Test("A deletion that recorded no state is answered by the newest state before it, of the same life")
  func lastStateFromEarlier() async throws {
    let history = try HistoryService(store: MemoryStore())
    let prompt = try Resource("PROMPT", "p")
    try await history.recording {
      history.log(.create, "PROMPT", id: "p", after: ["v": 1] as JSONObject)
      history.log(.update, "PROMPT", id: "p", after: ["v": 2] as JSONObject)
      for _ in 0..<250 { history.log(.read, "PROMPT", id: "p") }
      history.log(.delete, "PROMPT", id: "p")
    }
    #expect(try await history.lastStateBeforeDeletion(of: prompt) == ["v": 2])
    try await history.recording { history.log(.delete, "PROMPT", id: "p") }
    #expect(try await history.lastStateBeforeDeletion(of: prompt) == nil)
  }

  @Test("Everything can be read as one sequence, page by page")
  func allRecords() async throws {
    let history = try await story()
    var kinds: [OperationKind] = []
    for try await record in history.allRecords(matching: .init(outcome: .succeeded), pageSize: 1) { kinds.append(record.operation) }
    #expect(kinds == [.delete, .update, .create])
  }

  @Test("Days to keep that are none remove nothing", arguments: [0, -1, Int.min, 36_526, Int.max])
  func cleanupRefused(days: Int) async throws {
    let history = try await story()
    let error = await #expect(throws: HistoryError.self) { try await history.cleanup(keepingDays: days) }
    #expect(error?.code == .invalidRetention)
    #expect(try await history.statistics().total == 4)
  }

  @Test("A clean-up removes what is older than the days to keep, and a dry run only counts it")
  func cleanup() async throws {
    let now = try Timestamp("2025-12-16T00:00:00Z")
    let history = HistoryService(recorder: try HistoryRecorder(store: MemoryStore(), now: { now }))
    let days: [Int64] = [0, 89, 90, 91, 200]
    let records = try days.map { day in
      let moment = now.advanced(byMicroseconds: -day * 86_400_000_000)
      return SanitizedRecord(HistoryRecord(.create, of: try Resource("PROMPT", "\(day)"), at: moment, token: .next()))
    }
    _ = try await history.store.append(records)
    #expect(try await history.cleanup(keepingDays: 90, mode: .dryRun).total == 2)
    #expect(try await history.statistics().total == 5)
    #expect(try await history.cleanup(keepingDays: 90).removed == [ResourceType("PROMPT"): 2])
    #expect(try await history.records().records.map(\.resource.id) == ["0", "89", "90"])
  }

  @Test("Who looked at history stays as long as its own retention says, whatever a clean-up asks for")
  func accessRetention() async throws {
    let now = try Timestamp("2025-12-16T00:00:00Z")
    var configuration = HistoryConfiguration()
    configuration.accessRetentionDays = 30
    let recorder = try HistoryRecorder(store: MemoryStore(), configuration: configuration, now: { now })
    let history = HistoryService(recorder: recorder)
    for (id, day) in [("access/recent", 29), ("access/recent", 31), ("recorder", 29)] {
      let moment = now.advanced(byMicroseconds: -Int64(day) * 86_400_000_000)
      let record = HistoryRecord(.read, of: try Resource(type: .history, id: id), at: moment, token: .next())
      _ = try await history.store.append([SanitizedRecord(record)])
    }
    #expect(try await history.cleanup(keepingDays: 1, mode: .dryRun).total == 2)
    #expect(try await history.cleanup(keepingDays: 1).total == 2)
    let left = try await history.records().records
    #expect(left.map(\.resource.id) == ["access/recent"])
    configuration.accessRetentionDays = 0
    let refusal = #expect(throws: HistoryError.self) { try HistoryRecorder(store: MemoryStore(), configuration: configuration) }
    #expect(refusal?.code == .invalidConfiguration)
  }
}
