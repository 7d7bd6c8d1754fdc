import Annals
import AnnalsTestSupport
import Testing

@Suite("Whole records, taken over")
struct AcceptTests {
  private func records(_ ids: [String]) throws -> [HistoryRecord] {
    try ids.map { HistoryRecord(.create, of: try Resource("PROMPT", $0), at: .now, token: .next()) }
  }

  private func recorder(_ store: any HistoryStore, _ change: (inout RecorderConfiguration) -> Void = { _ in }) throws -> HistoryService {
    var configuration = HistoryConfiguration()
    configuration.recorder.drainLimit = .milliseconds(1)
    change(&configuration.recorder)
    return try HistoryService(store: store, configuration: configuration)
  }

  @Test("Waiting returns once the records are stored, without waiting for the batch to fill")
  func wait() async throws {
    let history = try recorder(MemoryStore()) { $0.batchInterval = .seconds(3600) }
    try await history.recording {
      try await history.recorder.acceptAndWait(records(["a", "b"]), size: 200, within: .seconds(60))
      #expect(try await history.statistics().total == 2)
    }
  }

  @Test("Waiting says when the store rejected some, but not for another's")
  func waitRejected() async throws {
    let history = try recorder(TroubledStore(.rejects(["bad"])))
    try await history.recording {
      async let good: Void = history.recorder.acceptAndWait(records(["a", "b"]), size: 200, within: .seconds(60))
      let error = await #expect(throws: HistoryError.self) {
        try await history.recorder.acceptAndWait(records(["c", "bad"]), size: 200, within: .seconds(60))
      }
      #expect(error?.code == .storeRejected)
      #expect(error?.description.contains("1 of 2") == true)
      try await good
    }
  }

  @Test("All records are taken or none, and what was refused is not counted as lost")
  func allOrNone() async throws {
    let store = MemoryStore()
    let history = try recorder(store) { $0.bufferLimit = 3 }
    try history.recorder.accept(records(["a", "b"]), size: 200)
    let error = #expect(throws: HistoryError.self) { try history.recorder.accept(records(["c", "d"]), size: 200) }
    #expect(error?.code == .bufferFull)
    #expect(error?.isRetryable == true)
    try await history.recording { try history.recorder.accept(records(["e"]), size: 100) }
    #expect(try await history.records().records.map(\.resource.id).sorted() == ["a", "b", "e"])
  }

  @Test("A recorder that has ended refuses records")
  func closed() async throws {
    let history = try recorder(MemoryStore())
    try await history.recording {}
    let error = #expect(throws: HistoryError.self) { try history.recorder.accept(records(["a"]), size: 100) }
    #expect(error?.code == .notRunning)
  }
}
