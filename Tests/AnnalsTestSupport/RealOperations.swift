package import Annals
package import Foundation
import Synchronization

/// 36,335 real operations: the file changes of three public repositories' histories (see Fixtures/README.md).
package enum RealOperations {
  /// How many there are.
  package static let count = 36_335
  /// How many there are of each kind.
  package static let operations: [OperationKind: Int] = [.create: 6_591, .update: 25_202, .delete: 4_542, .read: 0]

  /// The file with the operations, one JSON object a line, in gzip.
  package static var path: String { url.path }

  /// The file with the operations, one JSON object a line, in gzip.
  package static var url: URL {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures/operations.ndjson.gz")
  }

  private struct Cache {
    var lines: [String]?
    var records: [HistoryRecord]?
  }
  private static let cache = Mutex(Cache())

  /// The file's lines, oldest first, without line ends.
  package static func lines() throws -> [String] {
    try cache.withLock { cache in try lines(&cache) }
  }

  /// The operations as records, oldest first, each with the token that its content and occurrence give.
  package static func records() throws -> [HistoryRecord] {
    try cache.withLock { cache in
      if let records = cache.records { return records }
      var occurrences: [RecordToken: Int] = [:]
      let records = try lines(&cache).map { line in
        let record = try HistoryRecord(json: JSONParser.parse(line))
        let first = record.withToken(occurrence: 0)
        guard let token = first.token else { return record }
        let occurrence = occurrences[token, default: 0]
        occurrences[token] = occurrence + 1
        return occurrence == 0 ? first : record.withToken(occurrence: occurrence)
      }
      cache.records = records
      return records
    }
  }

  private static func lines(_ cache: inout Cache) throws -> [String] {
    if let lines = cache.lines { return lines }
    let text = try GzipReader.unpack(Array(Data(contentsOf: url)))
    let lines = text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    cache.lines = lines
    return lines
  }
}
