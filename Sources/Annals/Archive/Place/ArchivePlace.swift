/// Where the files of an archive are: a folder, or a bucket of S3.
///
/// Names are paths with `/`. Failures are `HistoryError`s: `archiveUnavailable` where trying again can help.
public protocol ArchivePlace: Sendable {
  /// The place as a person names it: `s3://bucket/prefix`, or a folder's path. Equal places have equal addresses.
  var address: String { get }

  /// Writes a file that is not there yet, whole or not at all; on return it is safe. `false`, with nothing changed, where a file of this name is there.
  func create(_ name: String, _ content: ArchiveContent) async throws -> Bool

  /// A file's bytes in pieces, or `nil` where there is none. Going through them throws where they cannot be read to the end.
  func read(_ name: String) async throws -> ArchiveBytes?

  /// The names of the files that begin so, in the order of their bytes.
  func names(beginning prefix: String) async throws -> [String]

  /// Removes a file; where there is none it succeeds too.
  func remove(_ name: String) async throws

  /// Until when a file is locked, so that it cannot be removed; `nil` where it is not.
  func lock(of name: String) async throws -> Timestamp?

  /// Removes a file for good, with what the place would keep of it otherwise.
  func erase(_ name: String) async throws
}

extension ArchivePlace {
  /// No file of a place without locks is locked.
  public func lock(of name: String) async throws -> Timestamp? { nil }

  /// A place that keeps nothing of what is removed removes it.
  public func erase(_ name: String) async throws { try await remove(name) }
}

/// A file's bytes in pieces, as they come. They can be gone through once.
public typealias ArchiveBytes = any AsyncSequence<[UInt8], any Error> & Sendable

/// What is to be written to a file: bytes in memory, or in a temporary file that ends with this value.
public struct ArchiveContent: Sendable {
  /// How many bytes there are.
  public let length: Int
  /// Their SHA-256.
  public let digest: TextDigest
  private let bytes: @Sendable (Range<Int>) throws(HistoryError) -> [UInt8]

  package init(length: Int, digest: TextDigest, bytes: @escaping @Sendable (Range<Int>) throws(HistoryError) -> [UInt8]) {
    self.length = length
    self.digest = digest
    self.bytes = bytes
  }

  /// Bytes in memory.
  package init(_ all: [UInt8]) {
    self.init(length: all.count, digest: TextDigest(ofBytes: all)) { range throws(HistoryError) in Array(all[range]) }
  }

  /// Some of the bytes; the range lies within `0..<length`.
  public func bytes(_ range: Range<Int>) throws(HistoryError) -> [UInt8] { try bytes(range) }

  /// The bytes in pieces of at most so many.
  public func forEachPiece(of size: Int, _ body: ([UInt8]) async throws -> Void) async throws {
    for start in stride(from: 0, to: length, by: size) { try await body(bytes(start..<min(start + size, length))) }
  }
}
