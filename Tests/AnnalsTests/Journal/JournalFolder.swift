import Foundation

@testable import Annals

/// A journal's folder on disk that goes with the test.
final class JournalFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("annals-journal-\(UUID().uuidString)").path

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var configuration: JournalConfiguration { JournalConfiguration(path: path) }
  /// The names of its files, sorted.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
  /// The names of the files that hold entries.
  var segments: [String] { names.filter { JournalName.first(of: $0) != nil } }

  func open() throws -> JournalLog { try JournalLog(configuration) }

  /// Writes numbered records. Returns the open log.
  func write(_ count: Int) throws -> JournalLog? {
    let log = try open()
    _ = try log.append((1...count).map(payload))
    return log
  }

  /// A record by its number: of the resource `p-NUMBER`, always the same.
  func record(_ number: Int) -> SanitizedRecord {
    let resource = Resource(coercing: "PROMPT", "p-\(number)")
    let moment = Timestamp(microseconds: 1_765_000_000_000_000 + Int64(number))
    return SanitizedRecord(HistoryRecord(.create, of: resource, at: moment, token: RecordToken(number: UInt64(number))))
  }

  func payload(_ number: Int) -> [UInt8] { RecordPayload.bytes(of: record(number)) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(at: url(name)) }
  func bytes(of name: String) throws -> [UInt8] { Array(try Data(contentsOf: url(name))) }
  func writeFile(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: url(name)) }

  /// Changes one bit of a file, in place.
  func flip(_ name: String, at offset: Int) throws {
    let file = try FileHandle(forUpdating: url(name))
    defer { try? file.close() }
    try file.seek(toOffset: UInt64(offset))
    let byte = try file.read(upToCount: 1)?.first ?? 0
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: Data([byte ^ 0x10]))
  }

  private func url(_ name: String) -> URL { URL(fileURLWithPath: "\(path)/\(name)") }
}
