import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsSQLite

@Suite("A clock that jumps an hour")
struct ClockTests {
  private static let hour: Int64 = 3_600_000_000
  private static let start: Int64 = 1_750_000_000_000_000

  /// Forward, back, and back again, with five operations a moment.
  private func moment(_ place: Int) -> Int64 { Self.start + [0, 1, -1, 2, 0][place / 100 % 5] * Self.hour + Int64(place % 100 / 5) }

  private func record(_ places: Range<Int>, in history: HistoryService, _ all: GuaranteedHistory) async throws {
    for place in places {
      all.setMoment(moment(place))
      try await history.logAndWait(.update, "PROMPT", id: "\(place)", metadata: ["number": .number(JSONNumber(place))])
    }
  }

  @Test("Tokens keep the order, in the journal, through a restart and in the store")
  func jumps() async throws {
    try await TemporaryDatabase.with { database in
      let all = try GuaranteedHistory(in: database, .hangs)
      try await first(all)
      all.store.trouble = .none
      let next = try all.service(journaled: true) { $0.bufferLimit = 50 }
      try await next.recording { try await record(1_000..<1_500, in: next, all) }
      let records = try await all.records()
      #expect(records.count == 1_500)
      let byToken = records.sorted { ($0.token?.description ?? "") < ($1.token?.description ?? "") }
      #expect(byToken.map(\.number) == Array(0..<1_500))
      for record in records {
        let distance = record.timestamp.microseconds - moment(try #require(record.number))
        #expect((0..<1_000).contains(distance), "a moment is moved by less than a millisecond")
      }
      #expect(try await all.losses().isEmpty)
    }
  }

  /// A run whose store does not answer, and that leaves everything in the journal.
  private func first(_ all: GuaranteedHistory) async throws {
    let history = try all.service(journaled: true) {
      $0.bufferLimit = 50
      $0.drainLimit = .zero
    }
    let running = Task { try await history.recorder.run() }
    try await record(0..<1_000, in: history, all)
    history.recorder.stop()
    try await running.value
  }
}
