import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("A clean-up that would empty history")
struct CleanupGuardTests {
  private static let day: Int64 = 86_400_000_000
  /// The last moment of a leap day.
  private let now: Timestamp

  init() throws { now = try Timestamp("2024-02-29T23:59:59.999999Z") }

  /// Records of a type, one each day before now.
  private func records(_ type: String, days: Range<Int>) throws -> [HistoryRecord] {
    try days.map { day in
      HistoryRecord(
        .update, of: try Resource(type, "r\(day)"), at: now.advanced(byMicroseconds: -Int64(day) * Self.day), token: try RecordToken("T"))
    }
  }

  private func scope(keeping days: Int, keepsLast: Bool = false) -> CleanupScope {
    CleanupScope(before: now.advanced(byMicroseconds: -Int64(days) * Self.day), keepsLast: keepsLast)
  }

  private func refusal(_ store: MemoryStore, _ scope: CleanupScope, agreedTo number: Int? = nil) async throws -> HistoryError? {
    do {
      try await CleanupGuard(store).check(scope, agreedTo: number)
      return nil
    } catch let error as HistoryError {
      return error
    }
  }

  @Test("More than nine in ten records of a type need their number")
  func nearlyAll() async throws {
    let store = MemoryStore()
    try await store.append(plain: records("A", days: 0..<100) + records("B", days: 0..<1000))
    #expect(try await refusal(store, scope(keeping: 100)) == nil)
    let error = try #require(try await refusal(store, scope(keeping: 8)))
    #expect(error.code == .removesNearlyAll)
    // Of A days 9 to 99 go, of B days 9 to 999.
    #expect(error.description.contains("91 of 100 of A"))
    #expect(error.description.contains("991 of 1000 of B"))
    #expect(error.description.contains("yes-remove 1082"))
    #expect(try await refusal(store, scope(keeping: 8), agreedTo: 1082) == nil)
    #expect(try await refusal(store, scope(keeping: 8), agreedTo: 1075) == nil, "time goes on between two calls")
    #expect(try await refusal(store, scope(keeping: 8), agreedTo: 2000) != nil)
    #expect(try await refusal(store, scope(keeping: 8), agreedTo: 0) != nil)
  }

  @Test("Exactly nine in ten are no question")
  func boundary() async throws {
    let store = MemoryStore()
    try await store.append(plain: records("A", days: 0..<100))
    #expect(try await refusal(store, scope(keeping: 9)) == nil)
    #expect(try await refusal(store, scope(keeping: 8)) != nil)
  }

  @Test("A type with few records is not guarded")
  func small() async throws {
    let store = MemoryStore()
    try await store.append(plain: records("A", days: 0..<99))
    #expect(try await refusal(store, scope(keeping: 1)) == nil)
  }

  @Test("What stays counts as staying: last states, and records about access")
  func staying() async throws {
    let store = MemoryStore()
    let alive = try records("A", days: 0..<200).map { $0.replacing(before: nil, after: ["a": 1], metadata: [:]) }
    let looks = try (0..<200).map {
      try HistoryRecord(.read, of: Resource("HISTORY", "access/recent"), at: alive[$0].timestamp, token: nil)
    }
    try await store.append(plain: alive + looks)
    #expect(try await refusal(store, scope(keeping: 1)) != nil)
    #expect(try await refusal(store, scope(keeping: 1, keepsLast: true)) == nil)
  }

  @Test(
    "Days are counted in whole days of UTC, over leap days and the ends of years",
    arguments: [
      ("2024-03-01T00:00:00Z", 1, "2024-02-29T00:00:00.000000Z"), ("2023-03-01T00:00:00Z", 1, "2023-02-28T00:00:00.000000Z"),
      ("2025-01-01T00:00:00Z", 366, "2024-01-01T00:00:00.000000Z"), ("2024-12-31T23:59:59.999999Z", 365, "2024-01-01T23:59:59.999999Z"),
      // The clocks of Berlin and of New York are set on these days; those of records are not.
      ("2025-03-30T12:00:00Z", 1, "2025-03-29T12:00:00.000000Z"), ("2025-11-02T12:00:00Z", 1, "2025-11-01T12:00:00.000000Z"),
    ])
  func days(now: String, keeping days: Int, before: String) async throws {
    let moment = try Timestamp(now)
    let recorder = try HistoryRecorder(store: MemoryStore(), configuration: .init(), now: { moment })
    let scope = try HistoryService(recorder: recorder).cleanupScope(keepingDays: days, keepsLast: true)
    #expect(scope.before.description == before)
    #expect(scope.keepsLast)
  }

  @Test("The service refuses, and removes once it is told the number")
  func service() async throws {
    let store = MemoryStore()
    try await store.append(plain: records("A", days: 0..<200))
    let moment = now
    let history = HistoryService(recorder: try HistoryRecorder(store: store, configuration: .init(), now: { moment }))
    await #expect(throws: HistoryError.self) { try await history.cleanup(keepingDays: 1) }
    #expect(try await history.cleanup(keepingDays: 1, mode: .dryRun).total == 198)
    #expect(try await history.statistics().total == 200)
    #expect(try await history.cleanup(keepingDays: 1, agreedRemoval: 198).total == 198)
  }
}
