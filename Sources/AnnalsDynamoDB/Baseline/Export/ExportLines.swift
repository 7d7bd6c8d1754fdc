import Annals
import Foundation

/// The lines of a file, plain or gzip, read piece by piece.
struct ExportLines {
  private static let chunkLength = 64 * 1024
  /// Bytes of a line at most: DynamoDB's 400 KB as JSON, with every character of it escaped.
  private static let lineLimit = 4 << 20

  private let handle: FileHandle
  private let name: String
  private let gzip: GzipReader?
  private var bytes: [UInt8] = []
  private var start = 0
  private var isOver = false

  /// Opens a file. Throws `invalidConfiguration` where it cannot be read.
  init(path: String) throws(HistoryError) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw HistoryError(.invalidConfiguration, "\(path) cannot be read: give a file of the export")
    }
    self.handle = handle
    name = path
    var first: [UInt8] = []
    do { first = Array(try handle.read(upToCount: Self.chunkLength) ?? Data()) } catch { throw Self.unreadable(path, error) }
    gzip = first.starts(with: GzipReader.signature) ? try GzipReader() : nil
    try take(first)
  }

  /// The next line that is not empty, or `nil` after the last. Throws where the file is damaged.
  mutating func next() throws(HistoryError) -> [UInt8]? {
    while true {
      if let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(bytes[start..<end])
        start = end + 1
        if !line.isEmpty { return line }
      } else if isOver {
        let rest = Array(bytes[start...])
        start = bytes.count
        return rest.isEmpty ? nil : rest
      } else {
        bytes.removeSubrange(..<start)
        start = 0
        guard bytes.count <= Self.lineLimit else {
          throw HistoryError(.invalidJSON, "\(name) has a line of over \(Self.lineLimit) bytes: it is no export of DynamoDB")
        }
        var chunk = Data()
        do { chunk = try handle.read(upToCount: Self.chunkLength) ?? Data() } catch { throw Self.unreadable(name, error) }
        try take(Array(chunk))
      }
    }
  }

  private mutating func take(_ chunk: [UInt8]) throws(HistoryError) {
    isOver = chunk.isEmpty
    guard let gzip else {
      bytes += chunk
      return
    }
    do {
      if isOver { try gzip.finish() } else { try gzip.unpack(chunk) { bytes += $0 } }
    } catch {
      throw HistoryError(.corruptText, "\(name) is damaged: copy it from S3 again (\(error))", underlying: error)
    }
  }

  private static func unreadable(_ name: String, _ error: any Error) -> HistoryError {
    HistoryError(.invalidConfiguration, "\(name) cannot be read: check its permissions", underlying: error)
  }
}
