/// The segment that is written to.
final class ActiveSegment {
  let file: any JournalFile
  /// Where the next entry begins.
  var end = SegmentHeader.length
  init(_ file: any JournalFile) { self.file = file }
}
