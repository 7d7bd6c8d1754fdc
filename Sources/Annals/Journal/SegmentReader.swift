/// Entries that were read from a journal, and how far the reading went.
struct JournalReading {
  /// Numbers and payloads, oldest first.
  private(set) var entries: [(number: UInt64, payload: ArraySlice<UInt8>)]
  /// Every entry up to this number was read or is damaged.
  var upTo: UInt64
  /// Bytes of the file that were met and hold no entry.
  var damages: [Range<Int>] = []
  /// Bytes of the payloads.
  private(set) var size: Int

  init(entries: [(number: UInt64, payload: ArraySlice<UInt8>)], upTo: UInt64) {
    self.entries = entries
    self.upTo = upTo
    size = entries.reduce(0) { $0 + $1.payload.count }
  }

  /// Adds an entry behind the others.
  mutating func add(_ number: UInt64, _ payload: ArraySlice<UInt8>) {
    entries.append((number, payload))
    size += payload.count
  }

  /// Adds what was read behind this, of another file.
  mutating func add(_ more: JournalReading) {
    entries += more.entries
    size += more.size
    upTo = more.upTo
  }
}

/// Reads segments a file at a time, and goes on in the file that it has, also when that has grown.
struct SegmentReader {
  private struct Loaded {
    let first: UInt64
    /// What of the file was read.
    let range: Range<Int>
    let content: SegmentContent
    var position = 0

    var entry: SegmentContent.Entry? { position < content.entries.count ? content.entries[position] : nil }
    /// The number of the entry before the place that reading is at.
    var lastRead: UInt64 { position > 0 ? content.entries[position - 1].number : 0 }
    /// Places in the file that hold no entry. Only whole entries were counted as the file's, so one that is cut short now is damaged too.
    var damages: [Range<Int>] {
      let start = range.lowerBound
      return content.damages.map { ($0.lowerBound + start)..<($0.upperBound + start) }
        + (content.tornAt.map { [($0 + start)..<range.upperBound] } ?? [])
    }
  }

  private var loaded: Loaded?

  /// At least one entry of a range that lies in this segment, unless all of them are damaged.
  mutating func read(
    _ range: ClosedRange<UInt64>, of segment: JournalSegment, in files: any JournalFiles, limit: Int, bytes: Int
  ) throws(FileFailure) -> JournalReading {
    var reading = JournalReading(entries: [], upTo: range.upperBound)
    var current = try content(of: segment, at: range.lowerBound, in: files)
    reading.damages = current.damages
    defer { loaded = current }
    while true {
      guard let entry = current.entry else {
        if current.range.upperBound < segment.size {
          current = try load(segment, from: current.range.upperBound, in: files)
          reading.damages += current.damages
          continue
        }
        return reading
      }
      guard entry.number <= range.upperBound else { return reading }
      guard reading.entries.isEmpty || (reading.entries.count < limit && reading.size + entry.payload.count <= bytes) else {
        reading.upTo = entry.number - 1
        return reading
      }
      current.position += 1
      guard entry.number >= range.lowerBound else { continue }
      reading.add(entry.number, current.content.payload(of: entry))
    }
  }

  /// What is loaded of the segment where the number can still come in it; else the segment from its beginning.
  private func content(of segment: JournalSegment, at number: UInt64, in files: any JournalFiles) throws(FileFailure) -> Loaded {
    if let loaded, loaded.first == segment.first, (loaded.entry?.number ?? number) <= number, loaded.lastRead < number {
      return loaded
    }
    return try load(segment, from: 0, in: files)
  }

  private func load(_ segment: JournalSegment, from start: Int, in files: any JournalFiles) throws(FileFailure) -> Loaded {
    let bytes = try files.open(segment.name, .read).bytes(from: start, to: segment.size)
    let content = SegmentContent(bytes, from: start == 0 ? SegmentHeader.length : 0)
    return Loaded(first: segment.first, range: start..<max(start, segment.size), content: content)
  }
}
