import Foundation

/// Cuts bytes that come in pieces into lines. Throws where a line is longer than any record's.
struct LineCutter {
  /// The most bytes of a line: a record with its whole texts.
  static let lineLimit = 256 * 1024 * 1024

  private var bytes: [UInt8] = []
  private var scanned = 0

  /// Takes the next bytes, and hands on the lines that end in them, without their ends.
  mutating func feed(_ piece: ArraySlice<UInt8>, _ receive: (ArraySlice<UInt8>) throws -> Void) throws {
    bytes.append(contentsOf: piece)
    var start = 0
    while let end = lineEnd(from: max(scanned, start)) {
      try receive(bytes[start..<end])
      start = end + 1
      scanned = start
    }
    bytes.removeFirst(start)
    scanned = bytes.count
    guard bytes.count <= Self.lineLimit else {
      throw HistoryError(.archiveDamaged, "a line has more than \(Self.lineLimit) bytes: no record has")
    }
  }

  private func lineEnd(from index: Int) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard index < bytes.count, let start = bytes.baseAddress, let found = memchr(start + index, 0x0A, bytes.count - index) else {
        return nil
      }
      return UnsafeRawPointer(found) - start
    }
  }

  /// Whether nothing is left that no line end followed.
  var isEmpty: Bool { bytes.isEmpty }
}
