/// What reading every entry of a journal's files found; nothing is changed.
package struct JournalVerification: Sendable {
  /// Files that were read: those in use, those set aside, and the one of rejected records.
  package private(set) var files = 0
  /// Entries whose checksum is right and that hold a record.
  package private(set) var intact = 0
  /// What is damaged, by file and place.
  package private(set) var damages: [JournalFinding] = []
  /// Where a file ends inside an entry: one that is being written, or that a crash cut short.
  package private(set) var unfinished: [JournalFinding] = []

  /// Reads a folder. Throws `journalUnavailable` where it cannot be read.
  package init(path: String) throws(HistoryError) { try self.init(DiskFiles(path: path)) }

  init(_ files: any JournalFiles) throws(HistoryError) {
    do throws(FileFailure) {
      for name in try files.names().sorted() where JournalName.holdsEntries(name) { try verify(name, in: files) }
    } catch {
      throw .journal(files.path, error)
    }
  }

  private mutating func verify(_ name: String, in files: any JournalFiles) throws(FileFailure) {
    let content: SegmentContent
    do throws(FileFailure) {
      content = try SegmentContent(name, in: files)
    } catch {
      // The process that uses the journal removed it meanwhile.
      if error.isMissing { return }
      guard error.number == FileFailure.diskError else { throw error }
      damages.append(JournalFinding(file: name, problem: .unreadable("\(error)")))
      return
    }
    self.files += 1
    let first = JournalName.first(of: name) ?? JournalName.first(ofDamaged: name) ?? 0
    guard content.bytes.count >= SegmentHeader.length else {
      return unfinished.append(JournalFinding(file: name, problem: .unfinished(0..<content.bytes.count)))
    }
    if !SegmentHeader.isIntact(content.bytes, first: first) {
      damages.append(JournalFinding(file: name, problem: .damaged(0..<SegmentHeader.length)))
    }
    for range in content.damages { damages.append(JournalFinding(file: name, problem: .damaged(range))) }
    if let place = content.tornAt {
      unfinished.append(JournalFinding(file: name, problem: .unfinished(place..<content.bytes.count)))
    }
    for entry in content.entries {
      do throws(HistoryError) {
        _ = try RecordPayload.record(of: content.payload(of: entry))
        intact += 1
      } catch {
        let bytes = (entry.payload.lowerBound - JournalEntry.headerLength)..<entry.payload.upperBound
        damages.append(JournalFinding(file: name, problem: .foreign(entry: entry.number, bytes: bytes, reason: error.description)))
      }
    }
  }
}
