import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Archiving by schedule")
struct ArchiveJobTests {
  @Test("It moves what is older, whole days, and says where to; run again it has nothing to do")
  func whole() async throws {
    try await ArchiveFolderTests.withFolder { (folder) async throws in
      let store = MemoryStore()
      let records = try (0..<40).map { day in
        try HistoryRecord(
          .update, of: Resource("PROMPT", "p-\(day)"), at: ScheduledWorld.start.advanced(byMicroseconds: -Int64(day) * 86_400_000_000 - 1),
          token: RecordToken("T"), after: ["day": .number(JSONNumber(day))])
      }
      _ = try await store.append(records.map { SanitizedRecord($0) })
      let history = HistoryService(
        recorder: try HistoryRecorder(store: store, logger: LogCollector().logger, now: { ScheduledWorld.start }))
      let kind = JobKind.archive(history) { ArchiveFolder(path: $0) }
      let options = try JobOptions(["days_to_keep": 30, "to": .string(folder.address)], of: kind)
      let report = try await kind.body(options, JobRun())
      #expect(report.isFinished)
      #expect(report.details["archived"] == 10)
      #expect(report.details["place"] == .string(folder.address))
      #expect(try await store.statistics(.init()).total == 30)
      #expect(try await kind.body(options, JobRun()).details["archived"] == 0)
      #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [])
    }
  }

  @Test("Where its time is over it ends, and the next run goes on")
  func late() async throws {
    try await ArchiveFolderTests.withFolder { (folder) async throws in
      let store = MemoryStore()
      let record = try HistoryRecord(.create, of: Resource("A", "a"), at: Timestamp(microseconds: 0), token: RecordToken("T"))
      _ = try await store.append([SanitizedRecord(record)])
      let history = try HistoryService(store: store)
      let kind = JobKind.archive(history) { ArchiveFolder(path: $0) }
      let options = try JobOptions(["days_to_keep": 30, "to": .string(folder.address)], of: kind)
      #expect(try await !kind.body(options, JobRun(within: .zero)).isFinished)
      #expect(try await kind.body(options, JobRun()).details["archived"] == 1)
    }
  }

  @Test("What it cannot be told is refused")
  func refused() throws {
    let kind = JobKind.archive(try HistoryService(store: MemoryStore())) { ArchiveFolder(path: $0) }
    #expect(throws: HistoryError.self) { try JobOptions(["days_to_keep": 30], of: kind) }
    #expect(throws: HistoryError.self) { try JobOptions(["to": "x"], of: kind) }
    #expect(throws: HistoryError.self) { try JobOptions(["to": "", "days_to_keep": 30], of: kind) }
  }
}
