/// A record that went through sanitizing, with the whole texts that it shows cut: the only thing that a store takes.
public struct SanitizedRecord: Hashable, Sendable {
  /// The record, its secrets marked and its long texts cut.
  public let record: HistoryRecord
  /// The whole texts, each once.
  public let texts: [KeptText]
  /// Whether a store can hold the record already. One that was captured by this process has a token that no other has, and cannot be there
  /// until it is stored; a store may then write it without looking.
  package var mayExist = true
  /// What `JSONWriter` makes of the record's states, where it was read from that.
  package var written: WrittenStates?

  /// Only sanitizing makes these, and tests of stores.
  package init(_ record: HistoryRecord, texts: [KeptText] = []) {
    self.record = record
    self.texts = texts
  }

  /// By the record, its texts and whether it may exist: what it was read from makes no difference.
  public static func == (left: SanitizedRecord, right: SanitizedRecord) -> Bool {
    left.record == right.record && left.texts == right.texts && left.mayExist == right.mayExist
  }

  /// The hash of what `==` compares, but for the texts, which the record names.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(record)
    hasher.combine(mayExist)
  }

  /// About how many bytes the record has as JSON, its whole texts as they are kept.
  package var approximateSize: Int {
    let states = (record.before?.approximateSize ?? 4) + (record.after?.approximateSize ?? 4) + record.metadata.approximateSize
    return 256 + record.resource.id.utf8.count * 2 + states + texts.reduce(0) { $0 + $1.compressed.count }
  }
}

/// A record's states and metadata as the JSON text that they are written as, in UTF-8: what was read from it need not be written anew.
package struct WrittenStates: Sendable {
  private let bytes: [UInt8]
  private let beforeEnd: Int
  private let afterEnd: Int

  /// The texts of the states that there are, and of the metadata.
  init(before: ArraySlice<UInt8>?, after: ArraySlice<UInt8>?, metadata: ArraySlice<UInt8>) {
    // A copy of its own: the journal's bytes go when they are read, and two cores would share the count of those that hold them.
    var bytes: [UInt8] = []
    bytes.reserveCapacity((before?.count ?? 0) + (after?.count ?? 0) + metadata.count)
    if let before { bytes += before }
    beforeEnd = bytes.count
    if let after { bytes += after }
    afterEnd = bytes.count
    bytes += metadata
    self.bytes = bytes
  }

  /// The state before; empty where there is none.
  package var before: ArraySlice<UInt8> { bytes[..<beforeEnd] }
  /// The state after; empty where there is none.
  package var after: ArraySlice<UInt8> { bytes[beforeEnd..<afterEnd] }
  /// The metadata.
  package var metadata: ArraySlice<UInt8> { bytes[afterEnd...] }
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
