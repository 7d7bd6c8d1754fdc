import Crypto

/// The records of one file of an archive, newest first, read as they are asked for.
///
/// The end comes only where the file was the one that the manifest lists: its digest, its records' number, their type, day and order.
struct PartRecords: AsyncSequence, Sendable {
  typealias Element = SanitizedRecord

  let part: ArchivePart
  let place: any ArchivePlace

  struct Iterator: AsyncIteratorProtocol {
    private let part: ArchivePart
    private let place: any ArchivePlace
    private var pieces: (any AsyncIteratorProtocol<[UInt8], any Error>)?
    private let gzip: GzipReader?
    private var hash = SHA256()
    private var length = 0
    private var cutter = LineCutter()
    private var lines: ArraySlice<[UInt8]> = []
    private var count = 0
    private var last: RecordPosition?
    private var isOver = false

    init(_ part: ArchivePart, in place: any ArchivePlace) {
      self.part = part
      self.place = place
      gzip = try? GzipReader()
    }

    /// The next record; `nil` after the last. Throws `archiveDamaged` where the file is not as it was written, and what the place throws.
    mutating func next() async throws -> SanitizedRecord? {
      while true {
        if let line = lines.popFirst() { return try record(line) }
        if isOver { return nil }
        try await readPiece()
      }
    }

    private mutating func readPiece() async throws {
      if pieces == nil {
        guard let bytes = try await place.read(part.name) else { throw part.damaged("is missing") }
        pieces = bytes.makeAsyncIterator()
      }
      guard let gzip else { throw HistoryError(.corruptText, "gzip cannot be read: zlib did not start, free some memory") }
      var iterator = pieces
      pieces = nil
      let piece = try await iterator?.next()
      pieces = iterator
      guard let piece else { return try end() }
      length += piece.count
      guard length <= part.bytes else { throw part.damaged("has more than the \(part.bytes) bytes that were written") }
      hash.update(data: piece)
      var found: [[UInt8]] = []
      do {
        try gzip.unpack(piece) { text in try cutter.feed(text) { found.append(Array($0)) } }
      } catch let error as HistoryError where error.code == .corruptText {
        throw part.damaged("was changed after it was written (\(error.description))")
      }
      lines = found[...]
    }

    private mutating func end() throws {
      isOver = true
      guard length == part.bytes else { throw part.damaged("has \(length) bytes, not the \(part.bytes) that were written") }
      guard TextDigest(hash.finalize()) == part.digest else {
        throw part.damaged("was changed after it was written: its digest is another")
      }
      guard cutter.isEmpty, count == part.records else {
        throw part.damaged("holds \(count) records, and the manifest says \(part.records): the manifest was forged")
      }
    }

    private mutating func record(_ line: [UInt8]) throws -> SanitizedRecord {
      count += 1
      let record: SanitizedRecord
      do {
        record = try ArchiveLine.record(line[...])
      } catch {
        throw part.damaged("has a line \(count) that cannot be read: \(error.description)")
      }
      let position = record.record.position
      guard ArchiveDay(of: position) == part.day else { throw part.damaged("has in line \(count) a record of another type or day") }
      guard last.map({ position < $0 }) ?? true else { throw part.damaged("has in line \(count) a record that is out of order") }
      last = position
      return record
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(part, in: place) }
}

extension ArchivePart {
  func damaged(_ what: String) -> HistoryError {
    HistoryError(.archiveDamaged, "the archive's file \(name) \(what); restore it from a copy")
  }
}

extension ArchivePlace {
  /// Reads a file's bytes, and whether they are those that the manifest lists. Throws `archiveDamaged` where they are not.
  func verifyBytes(of part: ArchivePart) async throws {
    guard let pieces = try await read(part.name) else { throw part.damaged("is missing") }
    var hash = SHA256()
    var length = 0
    for try await piece in pieces {
      length += piece.count
      hash.update(data: piece)
    }
    guard length == part.bytes else { throw part.damaged("has \(length) bytes, not the \(part.bytes) that were written") }
    guard TextDigest(hash.finalize()) == part.digest else { throw part.damaged("was changed after it was written: its digest is another") }
  }
}
