import Foundation

/// What a journal's folder holds, read without changing it, also while a process uses it.
package struct JournalInspection: Sendable {
  /// The journal's folder.
  package let path: String
  /// Records that the store does not have yet.
  package let waiting: Int
  /// When the first of them was captured.
  package let oldest: Timestamp?
  /// Bytes of the files that hold records.
  package let size: Int
  /// Files that hold records which the store does not have yet.
  package let segments: Int
  /// What is damaged in these files.
  package let findings: [JournalFinding]
  /// Files that were set aside as damaged.
  package let setAside: [String]
  /// Records that the store rejected.
  package let rejected: Int
  /// Who uses the journal: `process 123`; `nil` where nobody does.
  package let holder: String?

  /// Whether a folder is there.
  package static func isThere(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Reads a folder. Throws `journalUnavailable`.
  package init(path: String) throws(HistoryError) { try self.init(DiskFiles(path: path)) }

  init(_ files: any JournalFiles) throws(HistoryError) {
    path = files.path
    do throws(FileFailure) {
      // Asked first: a process that ends meanwhile leaves what it had as it is read.
      holder = try JournalLock.holder(at: files.path)
      let names = try files.names()
      let acknowledged = names.contains(JournalName.acknowledged) ? try Self.acknowledged(files) : 0
      let opening = try JournalOpening(files, acknowledged: acknowledged)
      waiting = opening.waiting
      segments = opening.segments.count
      size = opening.segments.reduce(opening.rejectedSize) { $0 + $1.size }
      oldest = opening.oldest.flatMap { try? RecordPayload.record(of: $0[...]).record.timestamp }
      findings = opening.findings
      setAside = opening.setAside
      rejected = names.contains(JournalName.rejected) ? try SegmentContent(JournalName.rejected, in: files).entries.count : 0
    } catch {
      throw .journal(files.path, error)
    }
  }

  private static func acknowledged(_ files: any JournalFiles) throws(FileFailure) -> UInt64 {
    try AcknowledgedMark(files.open(JournalName.acknowledged, .read)).read()
  }
}
