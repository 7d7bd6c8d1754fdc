import Annals
import AnnalsSQLite
import Foundation

/// Megabytes of history a second that go from a SQLite store to an archive in a folder (read, packed, written, read back, removed from the store),
/// against `gzip` alone packing the same lines from a file.
///
/// One row with the real operations, whose records are small and of which each type has some twenty a day, so that what is measured is the writing of
/// many small files; and one with states of some kilobytes, as prompts have them, 400 a day.
struct ArchiveCase: BenchmarkCase {
  static let name = "archive"

  func run(_ scope: Scope) async throws -> [Row] {
    let real = try RealOperations.records()
    let small = Array(real.prefix(scope.scale.scaled(36_000)))
    let large = try real.prefix(scope.scale.scaled(12_000)).enumerated().map { try Self.enlarged($1, number: $0) }
    return [
      try await row("\(Self.name), real operations", small, scope, goal: .none),
      try await row("\(Self.name), states of 4 KB, 400 a day", large, scope, goal: .atLeast(0.7)),
    ]
  }

  private func row(_ name: String, _ records: [HistoryRecord], _ scope: Scope, goal: Goal) async throws -> Row {
    try await TemporaryFolder.with { folder in
      var numbers = (0...).makeIterator()
      let template = "\(folder)/template.sqlite"
      try await fill(SQLiteStore(path: template), with: records)
      var textBytes = 0
      let lines = "\(folder)/lines.ndjson"
      let rounds = try await Round.interleaved(scope.rounds) {
        // The first round's archive gives the lines.
        if textBytes == 0 {
          let (_, bytes) = try await archiving(copy(of: template, in: folder, &numbers), to: "\(folder)/first")
          textBytes = bytes
          try unpackAll("\(folder)/first", to: lines)
        }
        return try packing(lines, textBytes)
      } subject: {
        let number = numbers.next() ?? 0
        return try await archiving(copy(of: template, in: folder, &numbers), to: "\(folder)/archive-\(number)").rate
      }
      return Row(name, unit: "MB/s", rounds: rounds, goal: goal, notes: ["\(records.count) records, \(textBytes) bytes a round"])
    }
  }

  /// A record whose state has four kilobytes of text, as different from the next one's as texts are.
  private static func enlarged(_ record: HistoryRecord, number: Int) throws -> HistoryRecord {
    var text = ""
    var seed = UInt64(bitPattern: Int64(record.timestamp.microseconds)) | 1
    while text.utf8.count < 3_600 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text += words[Int(seed >> 33) % words.count] + " "
    }
    var after = record.after ?? [:]
    after["text"] = .string(text)
    let moment = Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * 86_400_000_000 / 400)
    return HistoryRecord(
      record.operation, of: try Resource(type: ResourceType("FILE"), id: record.resource.id), at: moment, token: record.token,
      by: record.user, before: record.before,
      after: after,
      metadata: record.metadata)
  }

  private static let words =
    ("the a prompt answers question who asks of history what was there before after change user writes in words that are many and never the same "
    + "order number date place name value list table item record state text line file day month year report summary field project proposal")
    .split(
      separator: " "
    ).map(String.init)

  private func fill(_ store: SQLiteStore, with records: [HistoryRecord]) async throws {
    try await RealOperations.write(records, copies: 1, into: store) { _ in }
    try store.close()
  }

  private func copy(of template: String, in folder: String, _ numbers: inout IteratorOf) throws -> SQLiteStore {
    let path = "\(folder)/store-\(numbers.next() ?? 0).sqlite"
    try FileManager.default.copyItem(atPath: template, toPath: path)
    return try SQLiteStore(path: path)
  }

  private typealias IteratorOf = PartialRangeFrom<Int>.Iterator

  private func archiving(_ store: SQLiteStore, to path: String) async throws -> (rate: Double, bytes: Int) {
    let start = ContinuousClock.now
    let report = try await ArchiveRun(from: store, to: ArchiveFolder(path: path)).run(CleanupScope(before: .now, accessBefore: .now))
    let time = ContinuousClock.now - start
    guard report.isComplete, report.left == 0 else { throw BenchmarkError("\(report.left) records were left") }
    try store.close()
    return (Double(report.textBytes) / 1_000_000 / (time / .seconds(1)), report.textBytes)
  }

  private func unpackAll(_ archive: String, to path: String) throws {
    try shell("find '\(archive)' -name '*.gz' -exec gzip -dc {} + > '\(path)'")
  }

  private func packing(_ path: String, _ bytes: Int) throws -> Double {
    let start = ContinuousClock.now
    try shell("gzip -6 -c '\(path)' > /dev/null")
    return Double(bytes) / 1_000_000 / ((ContinuousClock.now - start) / .seconds(1))
  }

  private func shell(_ command: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchmarkError("\(command) ended with \(process.terminationStatus)") }
  }
}
