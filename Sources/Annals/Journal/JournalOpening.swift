/// What an opened folder holds: its segments with what waits in them, and what is damaged.
struct JournalOpening {
  private(set) var segments: [JournalSegment] = []
  private(set) var findings: [JournalFinding] = []
  /// The number of the next entry.
  private(set) var next: UInt64
  private(set) var rejectedSize = 0
  /// Intact entries that the store does not have yet.
  private(set) var waiting = 0
  /// The payload of the first of them.
  private(set) var oldest: [UInt8]?
  /// Files that were set aside as damaged.
  private(set) var setAside: [String] = []

  private let files: any JournalFiles
  private let acknowledged: UInt64
  /// Files that end inside an entry, and where that begins.
  private(set) var torn: [(name: String, at: Int)] = []

  /// Reads the folder; nothing in it is changed.
  init(_ files: any JournalFiles, acknowledged: UInt64) throws(FileFailure) {
    self.files = files
    self.acknowledged = acknowledged
    next = acknowledged + 1
    let names = try files.names()
    setAside = names.filter(JournalName.isDamaged).sorted()
    // A name that was set aside is not used again, for the next file to be set aside would take its place.
    for case let first? in setAside.map(JournalName.first(ofDamaged:)) { next = max(next, first + 1) }
    if names.contains(JournalName.rejected) { rejectedSize = try files.open(JournalName.rejected, .read).size() }
    for name in names.sorted() {
      guard let first = JournalName.first(of: name) else { continue }
      do throws(FileFailure) { try read(name, first: first) } catch { try skip(name, first: first, error) }
    }
  }

  private mutating func read(_ name: String, first: UInt64) throws(FileFailure) {
    let content = try SegmentContent(name, in: files)
    let hasHeader = SegmentHeader.isIntact(content.bytes, first: first)
    let isEmpty = content.entries.isEmpty && content.damages.isEmpty
    guard content.bytes.count >= SegmentHeader.length, !(hasHeader && isEmpty) else {
      // Nothing whole was written into it: it goes, for the next segment has the same number, and so the same name.
      torn.append((name, 0))
      next = max(next, first)
      return
    }
    var segment = JournalSegment(name: name, first: first, size: content.tornAt ?? content.bytes.count)
    if !hasHeader { note(.damaged(0..<SegmentHeader.length), in: &segment) }
    for damage in content.damages { note(.damaged(damage), in: &segment) }
    if let place = content.tornAt { torn.append((name, place)) }
    let waiting = content.entries.filter { $0.number > acknowledged }
    if oldest == nil, let first = waiting.first { oldest = Array(content.payload(of: first)) }
    self.waiting += waiting.count
    // A damaged file keeps its name, whatever else is lost of it.
    next = max(next, segment.isDamaged ? first + 1 : first, (content.entries.map(\.number).max() ?? 0) + 1)
    segments.append(segment)
  }

  private mutating func note(_ problem: JournalFinding.Problem, in segment: inout JournalSegment) {
    segment.isDamaged = true
    findings.append(JournalFinding(file: segment.name, problem: problem))
  }

  /// A file that cannot be read must not keep the others from it. One that is gone was removed by the process that uses the journal.
  private mutating func skip(_ name: String, first: UInt64, _ failure: FileFailure) throws(FileFailure) {
    if failure.isMissing { return }
    guard failure.number == FileFailure.diskError else { throw failure }
    var segment = JournalSegment(name: name, first: first, size: 0)
    note(.unreadable("\(failure)"), in: &segment)
    next = max(next, first + 1)
    segments.append(segment)
  }

  /// Cuts off what a crash left of entries that were being written.
  mutating func cutTornTails() throws(FileFailure) {
    for (name, place) in torn {
      let file = try files.open(name, .create)
      let size = try file.size()
      if place > 0 || size != SegmentHeader.length { findings.append(JournalFinding(file: name, problem: .torn(bytes: size - place))) }
      if place < SegmentHeader.length { try files.remove(name) } else { try file.truncate(to: place) }
    }
  }
}
