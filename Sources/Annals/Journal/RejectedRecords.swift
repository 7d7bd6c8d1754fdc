/// The file of what a store rejects for good: entries as in a segment, so that a person can look at them and `annals journal replay` can
/// try them again.
struct RejectedRecords {
  private static let newName = JournalName.rejected + ".new"
  private(set) var size: Int

  init(size: Int) { self.size = size }

  mutating func append(_ payloads: [[UInt8]], in files: any JournalFiles) throws(FileFailure) {
    let file = try files.open(JournalName.rejected, .create)
    var bytes = size < SegmentHeader.length ? SegmentHeader.bytes(first: 0) : []
    let start = size < SegmentHeader.length ? 0 : size
    bytes += JournalEntry.bytes(of: payloads, from: 0)
    try file.writeAll(bytes, at: start)
    try file.sync()
    size = start + bytes.count
  }

  /// What is in the file.
  func content(in files: any JournalFiles) throws(FileFailure) -> SegmentContent {
    guard size > SegmentHeader.length else { return SegmentContent([], from: 0) }
    return SegmentContent(try files.open(JournalName.rejected, .read).bytes(from: 0, to: size), from: SegmentHeader.length)
  }

  /// Leaves what entries are not of these places, and every byte that holds no entry; no file where nothing is left.
  mutating func remove(_ places: Set<Int>, of content: SegmentContent, in files: any JournalFiles) throws(FileFailure) {
    var bytes = SegmentHeader.bytes(first: 0)
    var end = SegmentHeader.length
    for (place, entry) in content.entries.enumerated() {
      bytes += content.bytes[end..<(entry.payload.lowerBound - JournalEntry.headerLength)]
      end = entry.payload.upperBound
      if !places.contains(place) { bytes += content.bytes[(entry.payload.lowerBound - JournalEntry.headerLength)..<end] }
    }
    bytes += content.bytes[end...]
    guard bytes.count > SegmentHeader.length else {
      try files.remove(JournalName.rejected)
      size = 0
      return
    }
    let file = try files.open(Self.newName, .create)
    try file.truncate(to: 0)
    try file.writeAll(bytes, at: 0)
    try file.sync()
    try files.rename(Self.newName, to: JournalName.rejected)
    try files.syncFolder()
    size = bytes.count
  }
}
