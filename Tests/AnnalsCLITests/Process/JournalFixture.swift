import AnnalsTestSupport
import Foundation

@testable import Annals

/// The default journal of a folder's SQLite store, as a server that was killed leaves it.
struct JournalFixture {
  let folder: CommandFolder
  static let name = "annals.sqlite.journal.d"

  var path: String { folder.path(Self.name) }

  /// Writes records that wait, then others that were rejected.
  func write(waiting: [Int], rejected: [Int] = []) throws {
    let log = try JournalLog(JournalConfiguration(path: path))
    if !waiting.isEmpty { _ = try log.append(waiting.map(Self.payload)) }
    if !rejected.isEmpty { try log.setAside(rejected.map(Self.payload)) }
  }

  /// Bytes of an entry; all numbers below 10 have as many.
  static let entryLength = JournalEntry.headerLength + payload(1).count

  /// Leaves an unfinished entry at the end of the only segment.
  func tearTail() throws { try change { $0 + JournalEntry.mark + [JournalEntry.version] } }

  /// Flips a bit in the payload of the entry at a place of the only segment.
  func flip(entry place: Int) throws {
    try change { bytes in
      var bytes = bytes
      bytes[SegmentHeader.length + place * Self.entryLength + JournalEntry.headerLength + 4] ^= 1
      return bytes
    }
  }

  /// The names of the files in the journal's folder.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
  var segment: String { names.first { JournalName.first(of: $0) != nil } ?? "" }

  private func change(_ change: ([UInt8]) -> [UInt8]) throws {
    let url = URL(fileURLWithPath: "\(path)/\(segment)")
    try Data(change(Array(try Data(contentsOf: url)))).write(to: url)
  }

  private static func payload(_ number: Int) -> [UInt8] {
    let moment = Timestamp(microseconds: 1_765_917_000_000_000 + Int64(number))
    let record = HistoryRecord(
      .create, of: Resource(coercing: "PROMPT", "p-\(number)"), at: moment, token: RecordToken(number: UInt64(number)))
    return RecordPayload.bytes(of: SanitizedRecord(record))
  }
}
