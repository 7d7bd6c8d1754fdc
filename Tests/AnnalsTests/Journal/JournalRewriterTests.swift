import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("Rewriting a journal")
struct JournalRewriterTests {
  private let folder = JournalFolder()

  /// A record with a secret, or without one.
  private func record(_ number: Int, isSecret: Bool) throws -> SanitizedRecord {
    let plain = folder.record(number).record
    let text = String(repeating: "Nothing to see here. ", count: 300) + "\(number)"
    let after: JSONObject = isSecret ? ["api_key": .string("tops3cret-\(number)"), "text": .string(text)] : ["n": 1]
    return try Sanitizer().cut(plain.replacing(before: nil, after: after, metadata: ["success": true]))
  }

  private func write(_ count: Int, segmentSize: Int = 4096) throws {
    var configuration = folder.configuration
    configuration.segmentSize = segmentSize
    let log = try JournalLog(configuration)
    for number in 1...count { _ = try log.append([RecordPayload.bytes(of: record(number, isSecret: number % 2 == 0))]) }
    try log.setAside([RecordPayload.bytes(of: record(100, isSecret: true)), RecordPayload.bytes(of: record(101, isSecret: false))])
  }

  private func rewrite(_ mode: RewriteMode) throws -> JournalRewriter.Outcome {
    let sanitizer = try Sanitizer()
    return try JournalRewriter(path: folder.path, mode: mode).run(RecordChange(sanitizer: sanitizer) { sanitizer.redacted($0) })
  }

  private func isSecretInFiles() throws -> Bool {
    try folder.names.contains { Data(try folder.bytes(of: $0)).range(of: Data("tops3cret".utf8)) != nil }
  }

  @Test("Records are rewritten in every file, keep their numbers and texts, and are stored as before")
  func rewritten() async throws {
    try write(20)
    #expect(folder.segments.count > 2)
    let names = folder.names
    let outcome = try rewrite(.apply)
    #expect(outcome.counts.read == 22 && outcome.counts.rewritten == 11 && outcome.unreadable == 0)
    #expect(try !isSecretInFiles())
    #expect(folder.names == names)
    #expect(try rewrite(.apply).counts.found == 0)
    let store = MemoryStore()
    let report = try await JournalDrain(path: folder.path, store: store).replay()
    #expect(report.stored == 21 + 1 && report.damaged == 0 && report.waiting == 0)
    let history = HistoryService(recorder: try HistoryRecorder(store: store))
    let stored = try await history.whole(try await store.all())
    #expect(stored.count == 22)
    #expect(stored.filter { $0.after?["api_key"] == "[REDACTED]" }.allSatisfy { $0.after?["text"]?.string?.utf8.count ?? 0 > 6000 })
  }

  @Test("A look changes no byte, and works while a process uses the journal; a change does not")
  func inUse() throws {
    try write(6)
    let log = try folder.open()
    let before = try folder.names.map { try folder.bytes(of: $0) }
    #expect(try rewrite(.dryRun).counts.found == 4)
    let refusal = #expect(throws: HistoryError.self) { try rewrite(.apply) }
    #expect(refusal?.code == .journalInUse)
    #expect(try folder.names.map { try folder.bytes(of: $0) } == before)
    try log.close()
  }

  @Test("What is damaged stays for a person to look at, and is told; what a crash cut short goes")
  func damaged() throws {
    try write(5, segmentSize: 1 << 20)
    let name = try #require(folder.segments.first)
    let content = SegmentContent(try folder.bytes(of: name), from: SegmentHeader.length)
    let torn = (content.entries[3].payload.lowerBound - JournalEntry.headerLength)..<(content.entries[3].payload.upperBound - 10)
    try folder.writeFile(name, content.bytes + content.bytes[torn])
    try folder.flip(name, at: content.entries[0].payload.lowerBound + 8)
    let outcome = try rewrite(.apply)
    #expect(outcome.unreadable == 1 && outcome.counts.rewritten == 3)
    #expect(try !isSecretInFiles())
    let left = SegmentContent(try folder.bytes(of: name), from: SegmentHeader.length)
    #expect(left.entries.map(\.number) == [2, 3, 4, 5] && left.damages.count == 1 && left.tornAt == nil)
  }

  @Test("What a stopped run left half written is removed by the next")
  func leftover() throws {
    try write(2)
    let name = try #require(folder.segments.first)
    try folder.writeFile(name + ".new", Array("tops3cret".utf8))
    _ = try rewrite(.apply)
    #expect(try !isSecretInFiles() && !folder.names.contains(name + ".new"))
  }
}
