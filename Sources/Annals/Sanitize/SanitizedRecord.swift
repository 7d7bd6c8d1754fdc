/// A record that went through sanitizing, with the whole texts that it shows cut: the only thing that a store takes.
public struct SanitizedRecord: Hashable, Sendable {
  /// The record, its secrets marked and its long texts cut.
  public let record: HistoryRecord
  /// The whole texts, each once.
  public let texts: [KeptText]
  /// Whether a store can hold the record already. One that was captured by this process has a token that no other has, and cannot be there
  /// until it is stored; a store may then write it without looking.
  package var mayExist = true

  /// Only sanitizing makes these, and tests of stores.
  package init(_ record: HistoryRecord, texts: [KeptText] = []) {
    self.record = record
    self.texts = texts
  }

  /// About how many bytes the record has as JSON, its whole texts as they are kept.
  package var approximateSize: Int {
    let states = (record.before?.approximateSize ?? 4) + (record.after?.approximateSize ?? 4) + record.metadata.approximateSize
    return 256 + record.resource.id.utf8.count * 2 + states + texts.reduce(0) { $0 + $1.compressed.count }
  }
}

/// A whole text, compressed, under the SHA-256 of what it was.
public struct KeptText: Hashable, Sendable {
  /// The digest of the whole text in UTF-8.
  public let digest: TextDigest
  /// The whole text's bytes in UTF-8.
  public let length: Int
  /// The text in zlib's format (RFC 1950).
  public let compressed: [UInt8]

  /// Makes a kept text of its parts.
  public init(digest: TextDigest, length: Int, compressed: [UInt8]) {
    self.digest = digest
    self.length = length
    self.compressed = compressed
  }
}
