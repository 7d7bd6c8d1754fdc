import Crypto
import Foundation

/// A file of an archive while it is made: packed in memory and, once it is large, in a temporary file that has no name any more.
package final class PartSpool {
  /// Packed bytes that are kept in memory at most.
  static let memoryLimit = 4 * 1024 * 1024

  private let day: ArchiveDay
  private let gzip: GzipWriter
  private var hash = SHA256()
  private var packed: [UInt8] = []
  private var file: OpenFile?
  private var text: [UInt8] = []
  private var length = 0
  private var textLength = 0
  private(set) var count = 0
  /// About how many bytes the file has so far.
  var size: Int { length + text.count }
  private var newest = ""
  private var oldest = ""
  private static let textBuffer = 128 * 1024

  package init(_ day: ArchiveDay) throws(HistoryError) {
    self.day = day
    gzip = try GzipWriter()
  }

  /// Adds a record's line; records come newest first.
  package func add(_ line: [UInt8], of record: HistoryRecord) throws(HistoryError) {
    if count == 0 { newest = record.id.description }
    oldest = record.id.description
    count += 1
    textLength += line.count + 1
    text += line
    text.append(UInt8(ascii: "\n"))
    guard text.count >= Self.textBuffer else { return }
    try take(gzip.pack(text))
    text.removeAll(keepingCapacity: true)
  }

  /// The file as it is to be written.
  package func finish() throws(HistoryError) -> SpooledPart {
    try take(gzip.pack(text))
    try take(gzip.finish())
    let digest = TextDigest(hash.finalize())
    let part = ArchivePart(
      day: day, records: count, bytes: length, textBytes: textLength, digest: digest, newest: newest, oldest: oldest)
    guard let file else {
      let bytes = packed
      return SpooledPart(
        part: part, content: ArchiveContent(length: length, digest: digest) { range throws(HistoryError) in Array(bytes[range]) },
        memory: length)
    }
    try write(to: file)
    let content = ArchiveContent(length: length, digest: digest) { range throws(HistoryError) in
      guard let bytes = file.read(range.count, at: range.lowerBound), bytes.count == range.count else {
        throw HistoryError(.archiveUnavailable, "a temporary file cannot be read again: look at the disk of \(NSTemporaryDirectory())")
      }
      return bytes
    }
    return SpooledPart(part: part, content: content, memory: 0)
  }

  private func take(_ bytes: [UInt8]) throws(HistoryError) {
    guard !bytes.isEmpty else { return }
    hash.update(data: bytes)
    length += bytes.count
    packed += bytes
    guard packed.count > Self.memoryLimit else { return }
    if file == nil { file = try Self.makeFile() }
    if let file { try write(to: file) }
  }

  /// Moves what is in memory to the end of the file.
  private func write(to file: OpenFile) throws(HistoryError) {
    var offset = 0
    let start = length - packed.count
    while offset < packed.count {
      let count = packed[offset...].withUnsafeBytes { pwrite(file.descriptor, $0.baseAddress, $0.count, off_t(start + offset)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure }
      offset += count
    }
    packed.removeAll(keepingCapacity: true)
  }

  private static func makeFile() throws(HistoryError) -> OpenFile {
    let path = NSTemporaryDirectory() + "/annals-archive-\(UUID().uuidString.lowercased())"
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure }
    unlink(path)
    return OpenFile(descriptor)
  }

  private static var failure: HistoryError {
    let failure = FileFailure("write", number: errno)
    return HistoryError(
      .archiveUnavailable, "a temporary file in \(NSTemporaryDirectory()) cannot be written: \(failure)", underlying: failure)
  }
}

/// A file of an archive that is made, but not written yet.
package struct SpooledPart: Sendable {
  package let part: ArchivePart
  package let content: ArchiveContent
  /// The bytes that it holds in memory.
  let memory: Int
}
