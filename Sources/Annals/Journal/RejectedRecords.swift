/// The file of what a store rejects for good: entries as in a segment, so that a person can look at them and `annals journal replay` can
/// try them again.
struct RejectedRecords {
  private(set) var size: Int

  init(size: Int) { self.size = size }

  mutating func append(_ payloads: [[UInt8]], in files: any JournalFiles) throws(FileFailure) {
    let file = try files.open(JournalName.rejected, .create)
    var bytes = size < SegmentHeader.length ? SegmentHeader.bytes(first: 0) : []
    let start = size < SegmentHeader.length ? 0 : size
    for (index, payload) in payloads.enumerated() { JournalEntry.append(payload, number: UInt64(index), to: &bytes) }
    try file.writeAll(bytes, at: start)
    try file.sync()
    size = start + bytes.count
  }
}
