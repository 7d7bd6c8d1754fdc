/// A segment's entries as they stand in its file, and what is damaged between them.
struct SegmentContent {
  struct Entry: Equatable {
    let number: UInt64
    let payload: Range<Int>
  }

  let bytes: [UInt8]
  private(set) var entries: [Entry] = []
  /// Ranges of bytes that hold no whole entry although more follows, or that were written whole and read otherwise.
  private(set) var damages: [Range<Int>] = []
  /// Where an entry begins that the file's end cut short, as a crash while writing leaves it.
  private(set) var tornAt: Int?

  /// The entries of a segment's bytes from a place on, which is where an entry begins.
  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    var place = start
    while true {
      switch JournalEntry.read(bytes, at: place) {
      case .entry(let number, let payload):
        entries.append(Entry(number: number, payload: payload))
        place = payload.upperBound
      case .end: return
      case .damaged, .cutShort:
        if let next = JournalEntry.next(in: bytes, after: place) {
          damages.append(place..<next)
          place = next
        } else {
          noteTail(from: place)
          return
        }
      }
    }
  }

  private mutating func noteTail(from place: Int) {
    if JournalEntry.read(bytes, at: place) == .cutShort { tornAt = place } else { damages.append(place..<bytes.count) }
  }

  /// The entries of a whole file.
  init(_ name: String, in files: any JournalFiles) throws(FileFailure) {
    let file = try files.open(name, .read)
    let bytes = try file.bytes(from: 0, to: try file.size())
    self.init(bytes, from: min(bytes.count, SegmentHeader.length))
  }

  func payload(of entry: Entry) -> ArraySlice<UInt8> { bytes[entry.payload] }
}

/// The beginning of a segment's file: what it is, and the number that its first entry has.
enum SegmentHeader {
  static let length = 20
  private static let signature = Array("ANNALSJ1".utf8)

  static func bytes(first: UInt64) -> [UInt8] {
    var bytes = signature
    bytes.append(littleEndian: first)
    var checksum = CRC32C()
    checksum.add(bytes)
    bytes.append(littleEndian: checksum.checksum)
    return bytes
  }

  /// Whether the bytes begin as a segment with this first number does.
  static func isIntact(_ bytes: [UInt8], first: UInt64) -> Bool { bytes.starts(with: Self.bytes(first: first)) }
}
