import Foundation

/// Lines that are parsed and stored together, as ranges of the bytes they came in.
struct LineBatch: Sendable {
  /// A line without its end, and its number from 1.
  struct Line: Hashable, Sendable {
    let number: Int
    let range: Range<Int>
  }

  var bytes: [UInt8] = []
  var lines: [Line] = []
  /// Lines that cannot be read, with the reason.
  var problems: [BadLine] = []

  var isEmpty: Bool { lines.isEmpty && problems.isEmpty }
}

/// A line that was not imported.
struct BadLine: Hashable, Sendable {
  let number: Int
  let reason: String
}

/// Cuts a stream of bytes into batches of lines, in memory that one line over the limit cannot exceed.
///
/// Lines end with LF or CRLF, the last one with or without; blank lines count but are left out; a UTF-8 byte order mark at the beginning is
/// left out.
struct LineSplitter {
  /// The most bytes that a line may have.
  static let standardLimit = 64 << 20

  private let lineLimit: Int
  private let batchLines: Int
  private let batchBytes: Int
  private var batch = LineBatch()
  /// Where the line that is not whole yet begins.
  private var lineStart = 0
  /// Up to where line ends were looked for.
  private var scanned = 0
  private var number = 1
  private var isSkipping = false
  private var isFirst = true

  /// A splitter for lines of at most `lineLimit` bytes, into batches of about `batchLines` lines or `batchBytes` bytes.
  init(lineLimit: Int = Self.standardLimit, batchLines: Int = 1000, batchBytes: Int = 2 << 20) {
    self.lineLimit = lineLimit
    self.batchLines = batchLines
    self.batchBytes = batchBytes
  }

  /// Whether whole lines wait to be taken.
  var hasLines: Bool { !batch.isEmpty }
  /// Whether so many lines wait that they should be taken.
  var isFull: Bool { batch.lines.count >= batchLines || (hasLines && lineStart >= batchBytes) }

  /// Takes the next bytes.
  mutating func feed(_ bytes: some Collection<UInt8>) {
    batch.bytes.append(contentsOf: bytes)
    scan()
    if !isSkipping, batch.bytes.count - lineStart > lineLimit { beginSkipping() }
    if isSkipping { dropLine() }
  }

  /// The stream is over: what has no line end is a line, too, unless it was cut off.
  mutating func finish(isCut: Bool = false) {
    if isSkipping { return endSkipping() }
    if !isCut, batch.bytes.count > lineStart { endLine(at: batch.bytes.count) }
    lineStart = batch.bytes.count
  }

  /// The lines so far.
  mutating func takeBatch() -> LineBatch {
    var taken = LineBatch()
    swap(&taken, &batch)
    batch.bytes = Array(taken.bytes[lineStart...])
    taken.bytes.removeLast(batch.bytes.count)
    scanned -= lineStart
    lineStart = 0
    return taken
  }

  private mutating func scan() {
    while let end = nextLineEnd() {
      if isSkipping { endSkipping() } else { endLine(at: end) }
      lineStart = end + 1
      scanned = end + 1
      number += 1
    }
    scanned = batch.bytes.count
  }

  private func nextLineEnd() -> Int? {
    batch.bytes.withUnsafeBytes { bytes in
      guard scanned < bytes.count, let start = bytes.baseAddress,
        let found = memchr(start + scanned, 0x0A, bytes.count - scanned)
      else { return nil }
      return UnsafeRawPointer(found) - start
    }
  }

  private mutating func endLine(at end: Int) {
    var start = lineStart
    if isFirst, batch.bytes[start..<end].starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
    isFirst = false
    guard end - start <= lineLimit else { return addTooLong() }
    let isBlank = batch.bytes[start..<end].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    if !isBlank { batch.lines.append(.init(number: number, range: start..<end)) }
  }

  private mutating func beginSkipping() {
    isSkipping = true
    isFirst = false
  }

  private mutating func dropLine() {
    batch.bytes.removeLast(batch.bytes.count - lineStart)
    scanned = lineStart
  }

  private mutating func endSkipping() {
    isSkipping = false
    addTooLong()
  }

  private mutating func addTooLong() {
    let reason = "the line is longer than \(ByteCount.text(lineLimit)): cut its record into smaller ones"
    batch.problems.append(BadLine(number: number, reason: reason))
  }
}
