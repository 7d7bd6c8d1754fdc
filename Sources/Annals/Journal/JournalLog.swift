import Foundation

/// The log that a journal is: segments of numbered entries, and the number up to which the store has them.
///
/// All work is done in the caller's thread. Entries are written to the newest segment alone, and a segment is removed once the store has all of
/// it. An opened log begins a new segment, so that nothing is ever written behind what a crash cut short.
final class JournalLog {
  let configuration: JournalConfiguration
  private let files: any JournalFiles
  private let lock: any JournalFile
  private let mark: AcknowledgedMark
  private let process = getpid()
  private var segments: [JournalSegment]
  private var active: ActiveSegment?
  private var reader = SegmentReader()
  private var rejected: RejectedRecords
  /// The number of the next entry.
  private var next: UInt64
  /// The store has every entry up to this number.
  private(set) var acknowledged: UInt64
  /// What was found damaged, since the log was opened.
  private(set) var findings: [JournalFinding]
  private var isSynced = true

  /// Opens the journal of a folder, or makes one, for this process alone.
  ///
  /// Throws `journalInUse` where another process has it, `journalUnavailable` where its files cannot be used.
  convenience init(_ configuration: JournalConfiguration) throws(HistoryError) {
    try self.init(configuration, files: DiskFiles(path: configuration.path))
  }

  init(_ configuration: JournalConfiguration, files: any JournalFiles) throws(HistoryError) {
    try configuration.check()
    self.configuration = configuration
    self.files = files
    do throws(FileFailure) {
      try files.makeFolder()
      lock = try files.open(JournalName.lock, .create)
    } catch {
      throw .journal(files.path, error)
    }
    try JournalLock.take(lock, path: files.path)
    do throws(FileFailure) {
      mark = AcknowledgedMark(try files.open(JournalName.acknowledged, .create))
      acknowledged = try mark.read()
      var opening = try JournalOpening(files, acknowledged: acknowledged)
      try opening.cutTornTails()
      segments = opening.segments
      findings = opening.findings
      next = opening.next
      rejected = RejectedRecords(size: opening.rejectedSize)
      try removeAcknowledged()
    } catch {
      throw .journal(files.path, error)
    }
  }

  /// The entries that the store does not have yet, `nil` where there are none.
  var waiting: ClosedRange<UInt64>? {
    let first = max(acknowledged + 1, segments.first?.first ?? next)
    return first < next ? first...(next - 1) : nil
  }

  /// Bytes on disk, those of damaged files left out.
  var size: Int { segments.reduce(rejected.size) { $0 + $1.size } }

  /// How the journal stands.
  var status: JournalStatus {
    JournalStatus(
      path: files.path, waiting: waiting?.count ?? 0, size: size, sizeLimit: configuration.sizeLimit, segments: segments.count,
      rejectedSize: rejected.size, findings: findings.count, trouble: nil)
  }

  // MARK: Writing

  /// Keeps these payloads in order, all or none. Returns their numbers.
  ///
  /// Throws `journalFull` where the size limit leaves no room, and `journalUnavailable` where they could not be written; the log goes on
  /// with the next call. An entry that was written but could not be synced may be found again after a crash.
  func append(_ payloads: [[UInt8]]) throws(HistoryError) -> ClosedRange<UInt64> {
    guard getpid() == process else {
      throw HistoryError(.journalInUse, "the journal at \(files.path) was opened before this process was forked: open one of its own here")
    }
    let bytes = JournalEntry.bytes(of: payloads, from: next)
    if !hasRoom(for: bytes.count), waiting == nil { try leaveActive() }
    guard hasRoom(for: bytes.count) else {
      throw HistoryError(
        .journalFull, "the journal at \(files.path) has \(size) of \(configuration.sizeLimit) bytes: mend the store, or raise the limit")
    }
    do throws(FileFailure) {
      let segment = try segment(for: bytes.count)
      let range = next...(next + UInt64(payloads.count) - 1)
      try write(bytes, to: segment, payloads.count)
      next = range.upperBound + 1
      return range
    } catch {
      throw .journal(files.path, error)
    }
  }

  private func hasRoom(for count: Int) -> Bool { size + count + SegmentHeader.length <= configuration.sizeLimit }

  /// Removes the segment that is written to, of which the store has everything, so that it takes no room.
  private func leaveActive() throws(HistoryError) {
    active = nil
    isSynced = true
    do throws(FileFailure) { try removeAcknowledged() } catch { throw .journal(files.path, error) }
  }

  private func segment(for size: Int) throws(FileFailure) -> ActiveSegment {
    if let active, active.end == SegmentHeader.length || active.end + size <= configuration.segmentSize { return active }
    if active != nil { try sync() }
    active = nil
    let name = JournalName.segment(next)
    let file = try files.open(name, .create)
    try file.truncate(to: 0)
    try file.writeAll(SegmentHeader.bytes(first: next), at: 0)
    if configuration.durability != .never { try files.syncFolder() }
    segments.append(JournalSegment(name: name, first: next, size: SegmentHeader.length))
    let segment = ActiveSegment(file)
    active = segment
    return segment
  }

  private func write(_ bytes: [UInt8], to segment: ActiveSegment, _ count: Int) throws(FileFailure) {
    let wasSynced = isSynced
    do throws(FileFailure) {
      try segment.file.writeAll(bytes, at: segment.end)
      isSynced = false
      if configuration.durability == .everyBatch { try sync() }
    } catch {
      abandon(segment, count)
      // What earlier batches wrote is on the disk no sooner for that.
      isSynced = wasSynced
      throw error
    }
    segment.end += bytes.count
    segments[segments.count - 1].size = segment.end
  }

  /// Gives up what was written of a batch. Where it cannot be cut off, its numbers are not used again, and neither is the segment.
  private func abandon(_ segment: ActiveSegment, _ count: Int) {
    do throws(FileFailure) {
      try segment.file.truncate(to: segment.end)
    } catch {
      active = nil
      next += UInt64(count)
    }
  }

  /// Forces to the disk what was written.
  func sync() throws(FileFailure) {
    guard !isSynced, let active else { return }
    try active.file.sync()
    isSynced = true
  }

  /// Forces to the disk what was written. Throws `journalUnavailable`.
  func force() throws(HistoryError) {
    do throws(FileFailure) { try sync() } catch {
      // What a failed sync leaves in the file is unknown: nothing more is written behind it.
      active = nil
      isSynced = true
      throw .journal(files.path, error)
    }
  }

  /// Keeps payloads that the store rejects in a file of their own, for a person to look at.
  func setAside(_ payloads: [[UInt8]]) throws(HistoryError) {
    guard size < configuration.sizeLimit else {
      throw HistoryError(.journalFull, "the journal at \(files.path) has no room for rejected records: mend the store, or raise the limit")
    }
    do throws(FileFailure) { try rejected.append(payloads, in: files) } catch { throw .journal(files.path, error) }
  }

  /// What was kept of records that the store rejected.
  func rejectedContent() throws(HistoryError) -> SegmentContent {
    do throws(FileFailure) { return try rejected.content(in: files) } catch { throw .journal(files.path, error) }
  }

  /// The store took these of the rejected records after all.
  func removeRejected(_ places: Set<Int>, of content: SegmentContent) throws(HistoryError) {
    do throws(FileFailure) { try rejected.remove(places, of: content, in: files) } catch { throw .journal(files.path, error) }
  }

  /// The files that were set aside as damaged.
  func damagedFiles() throws(HistoryError) -> [String] {
    do throws(FileFailure) { return try files.names().filter(JournalName.isDamaged).sorted() } catch { throw .journal(files.path, error) }
  }

  /// What is intact of a file that was set aside.
  func damagedContent(_ name: String) throws(HistoryError) -> SegmentContent {
    do throws(FileFailure) { return try SegmentContent(name, in: files) } catch { throw .journal(files.path, error) }
  }

  // MARK: Reading

  /// The entries of a range, oldest first, at least one and at most so many with about so many bytes; those that are damaged are missing.
  ///
  /// A file that the disk cannot read is set aside, and those behind it are read. Throws `journalUnavailable` for what trying again can mend.
  func read(_ range: ClosedRange<UInt64>, limit: Int, bytes: Int) throws(HistoryError) -> JournalReading {
    var reading = try readOne(range, limit: limit, bytes: bytes)
    // What a segment ends with would be a small batch of its own. What fails here fails again in the next call, which tells of it.
    while reading.upTo < range.upperBound, reading.entries.count < limit, reading.size < bytes,
      let more = try? readOne((reading.upTo + 1)...range.upperBound, limit: limit - reading.entries.count, bytes: bytes - reading.size)
    { reading.add(more) }
    return reading
  }

  /// What one segment has of a range.
  private func readOne(_ range: ClosedRange<UInt64>, limit: Int, bytes: Int) throws(HistoryError) -> JournalReading {
    let place = segments.lastIndex { $0.first <= range.lowerBound } ?? segments.startIndex
    guard place < segments.endIndex else { return JournalReading(entries: [], upTo: range.upperBound) }
    let last = place + 1 < segments.endIndex ? segments[place + 1].first - 1 : range.upperBound
    let part = range.lowerBound...max(range.lowerBound, min(last, range.upperBound))
    do throws(FileFailure) {
      let reading = try reader.read(part, of: segments[place], in: files, limit: limit, bytes: bytes)
      if !segments[place].isDamaged { for damage in reading.damages { note(.damaged(damage), inSegmentAt: place) } }
      return reading
    } catch {
      guard error.number == FileFailure.diskError || error.isMissing else { throw .journal(files.path, error) }
      try skip(place, error)
      return JournalReading(entries: [], upTo: part.upperBound)
    }
  }

  /// Sets a segment aside that cannot be read. Until that is done nothing behind it is read, or it could be taken for stored and removed.
  private func skip(_ place: Int, _ failure: FileFailure) throws(HistoryError) {
    if place == segments.endIndex - 1 { active = nil }
    if !segments[place].isDamaged { note(.unreadable("\(failure)"), inSegmentAt: place) }
    do throws(FileFailure) {
      try remove(segments[place])
      try files.syncFolder()
    } catch {
      throw .journal(files.path, error)
    }
    segments.remove(at: place)
  }

  /// An entry that was read whole holds no record, such as one of a later version: its file is set aside, not removed.
  func noteForeign(_ number: UInt64, _ error: HistoryError) {
    guard let place = segments.lastIndex(where: { $0.first <= number }) else { return }
    note(.foreign(entry: number, reason: error.description), inSegmentAt: place)
  }

  private func note(_ problem: JournalFinding.Problem, inSegmentAt place: Int) {
    segments[place].isDamaged = true
    findings.append(JournalFinding(file: segments[place].name, problem: problem))
  }

  /// The store has every entry up to this number: removes the segments that are done with.
  func acknowledge(upTo number: UInt64) throws(HistoryError) {
    guard number > acknowledged else { return }
    acknowledged = number
    do throws(FileFailure) {
      try mark.write(number)
      try removeAcknowledged()
    } catch {
      throw .journal(files.path, error)
    }
  }

  private func removeAcknowledged() throws(FileFailure) {
    while let oldest = segments.first {
      let end = segments.count > 1 ? segments[1].first : next
      guard end <= acknowledged + 1, segments.count > 1 || active == nil else { return }
      try remove(oldest)
      segments.removeFirst()
    }
  }

  private func remove(_ segment: JournalSegment) throws(FileFailure) {
    do throws(FileFailure) {
      if segment.isDamaged {
        try files.rename(segment.name, to: JournalName.damaged(segment.name))
      } else {
        try files.remove(segment.name)
      }
    } catch {
      // Somebody else removed it, which must not keep those behind it.
      guard error.isMissing else { throw error }
    }
  }

  /// Ends the use of the journal: what was written is synced, and where the store has everything no segment is left.
  func close() throws(HistoryError) {
    do throws(FileFailure) {
      if configuration.durability != .never { try sync() }
      active = nil
      try removeAcknowledged()
    } catch {
      throw .journal(files.path, error)
    }
  }
}
