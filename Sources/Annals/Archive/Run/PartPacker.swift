import Crypto
import Foundation

/// Packs a file of an archive beside whoever makes its text: in memory and, once it is large, in a temporary file that has no name any more.
actor PartPacker {
  /// Packed bytes that are kept in memory at most.
  static let memoryLimit = 4 * 1024 * 1024

  private let gzip: GzipWriter
  private var hash = SHA256()
  private var packed: [UInt8] = []
  private var file: OpenFile?
  private var length = 0

  init() throws(HistoryError) { gzip = try GzipWriter() }

  /// Packs the next text. Returns how many bytes the file has so far.
  func add(_ text: [UInt8]) throws(HistoryError) -> Int {
    try take(gzip.pack(text))
    return length
  }

  /// Ends the file, and gives what can be read of it.
  func finish() throws(HistoryError) -> (content: ArchiveContent, digest: TextDigest, memory: Int) {
    try take(gzip.finish())
    let digest = TextDigest(hash.finalize())
    guard let file else {
      let bytes = packed
      return (ArchiveContent(length: length, digest: digest) { range throws(HistoryError) in Array(bytes[range]) }, digest, length)
    }
    try write(to: file)
    let content = ArchiveContent(length: length, digest: digest) { range throws(HistoryError) in
      guard let bytes = file.read(range.count, at: range.lowerBound), bytes.count == range.count else {
        throw HistoryError(.archiveUnavailable, "a temporary file cannot be read again: look at the disk of \(NSTemporaryDirectory())")
      }
      return bytes
    }
    return (content, digest, 0)
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
