/// Rewrites what a journal's files hold, while no process uses it: each file is written anew beside the old one and takes its place at once.
struct JournalRewriter {
  private static let newSuffix = ".new"
  private let files: any JournalFiles
  private let mode: RewriteMode
  // Held as long as this is.
  private let lock: (any JournalFile)?

  /// What was done with a journal.
  struct Outcome {
    var counts = RewriteCounts()
    var changes: [RecordChange.Result] = []
    /// Places in files that hold no whole record, so that nobody knows what is in them.
    var unreadable = 0
  }

  /// Takes the journal of a folder for this process where it is to be changed. Throws `journalInUse`, or `journalUnavailable`.
  init(path: String, mode: RewriteMode) throws(HistoryError) {
    try self.init(DiskFiles(path: path), mode: mode)
  }

  init(_ files: any JournalFiles, mode: RewriteMode) throws(HistoryError) {
    self.files = files
    self.mode = mode
    guard mode == .apply else {
      lock = nil
      return
    }
    do throws(FileFailure) { lock = try files.open(JournalName.lock, .create) } catch { throw .journal(files.path, error) }
    if let lock { try JournalLock.take(lock, path: files.path) }
  }

  /// Rewrites all files, or only looks.
  func run(_ change: RecordChange) throws -> Outcome {
    var outcome = Outcome()
    do {
      for name in try files.names().sorted() {
        // What a run left that was stopped while it wrote.
        if name.hasSuffix(Self.newSuffix), mode == .apply { try files.remove(name) }
        if JournalName.holdsEntries(name) { try rewrite(name, change, &outcome) }
      }
    } catch let failure as FileFailure {
      throw HistoryError.journal(files.path, failure)
    }
    return outcome
  }

  private func rewrite(_ name: String, _ change: RecordChange, _ outcome: inout Outcome) throws {
    let content: SegmentContent
    do throws(FileFailure) {
      content = try SegmentContent(name, in: files)
    } catch {
      // Who uses the journal has removed it meanwhile.
      if error.isMissing { return }
      throw error
    }
    guard content.bytes.count >= SegmentHeader.length else { return }
    outcome.unreadable += content.damages.count
    var bytes = Array(content.bytes[..<SegmentHeader.length])
    var end = SegmentHeader.length
    var hasChanged = false
    for entry in content.entries {
      let start = entry.payload.lowerBound - JournalEntry.headerLength
      bytes += content.bytes[end..<start]
      end = entry.payload.upperBound
      outcome.counts.read += 1
      if let result = try changed(content.payload(of: entry), change, &outcome) {
        bytes += JournalEntry.bytes(of: [RecordPayload.bytes(of: result.kept)], from: entry.number)
        outcome.changes.append(result)
        hasChanged = true
      } else {
        bytes += content.bytes[start..<end]
      }
    }
    // What a crash cut short is never read again, and goes.
    bytes += content.bytes[end..<(content.tornAt ?? content.bytes.count)]
    guard mode == .apply, hasChanged || content.tornAt != nil else { return }
    try replace(name, with: bytes)
  }

  private func changed(
    _ payload: ArraySlice<UInt8>, _ change: RecordChange, _ outcome: inout Outcome
  ) throws -> RecordChange.Result? {
    guard let record = try? RecordPayload.record(of: payload) else {
      outcome.unreadable += 1
      return nil
    }
    let texts = Dictionary(record.texts.map { ($0.digest, $0) }) { $1 }
    guard var result = try change.applied(to: record.record, texts: texts) else { return nil }
    result = result.with(mayExist: record.mayExist)
    outcome.counts.found += 1
    if mode == .apply { outcome.counts.rewritten += 1 }
    return result
  }

  private func replace(_ name: String, with bytes: [UInt8]) throws(FileFailure) {
    let new = name + Self.newSuffix
    let file = try files.open(new, .create)
    try file.truncate(to: 0)
    try file.writeAll(bytes, at: 0)
    try file.sync()
    try files.rename(new, to: name)
    try files.syncFolder()
  }
}

extension RecordChange.Result {
  /// The same, as likely to be in a store as the record that it was made of.
  fileprivate func with(mayExist: Bool) -> RecordChange.Result {
    var kept = kept
    kept.mayExist = mayExist
    return RecordChange.Result(before: before, after: after, kept: kept)
  }
}
