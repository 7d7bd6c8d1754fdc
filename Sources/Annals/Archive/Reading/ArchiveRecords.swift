/// The records of an archive that a filter lets through, newest first, with their whole texts; read as they are asked for.
///
/// In memory is a piece of each file of one day. Where a record is in several files, the one that was written last gives it.
public struct ArchiveRecords: AsyncSequence, Sendable {
  /// A record with its whole texts.
  public typealias Element = SanitizedRecord

  private let archive: Archive
  private let filter: RecordFilter
  private let after: RecordPosition?
  private let above: RecordPosition?

  /// Records of an archive.
  ///
  /// - Parameters:
  ///   - archive: Whose.
  ///   - filter: Which.
  ///   - after: Only those that follow this place, being older; `nil` for all.
  ///   - above: Only those that come before this place, being newer; `nil` for all.
  public init(in archive: Archive, matching filter: RecordFilter = .init(), after: RecordPosition? = nil, above: RecordPosition? = nil) {
    self.archive = archive
    self.filter = filter
    self.after = after
    self.above = above
  }

  /// Steps through the records; a step throws `archiveDamaged` where a file is not as it was written, and what the place throws.
  public struct Iterator: AsyncIteratorProtocol {
    private let records: ArchiveRecords
    /// How many of the archive's days are still to come; the newest of them comes first.
    private var daysLeft: Int
    private var sources: [Source] = []

    /// A file of the day that is being read, and its next record.
    private struct Source {
      var records: PartRecords.Iterator
      var next: SanitizedRecord
    }

    init(_ records: ArchiveRecords) {
      self.records = records
      daysLeft = records.archive.days.count
    }

    /// The next record, or `nil` after the last.
    public mutating func next() async throws -> SanitizedRecord? {
      while true {
        if sources.isEmpty {
          guard daysLeft > 0 else { return nil }
          daysLeft -= 1
          try await begin(records.archive.days[daysLeft].keys)
          continue
        }
        let record = try await takeNewest()
        if let above = records.above, record.record.position <= above {
          sources = []
          daysLeft = 0
          return nil
        }
        if let after = records.after, record.record.position >= after { continue }
        if records.filter.matches(record.record) { return record }
      }
    }

    /// The newest of what the files have next, taken from each that has it.
    private mutating func takeNewest() async throws -> SanitizedRecord {
      var newest = 0
      // Of equal places the later file: later ones come later in the list.
      for index in sources.indices where sources[index].next.record.position >= sources[newest].next.record.position { newest = index }
      let record = sources[newest].next
      var index = 0
      while index < sources.count {
        guard sources[index].next.record.position == record.record.position else {
          index += 1
          continue
        }
        if let next = try await sources[index].records.next() {
          sources[index].next = next
          index += 1
        } else {
          sources.remove(at: index)
        }
      }
      return record
    }

    private mutating func begin(_ keys: [ArchiveDay]) async throws {
      for key in keys where records.mayHold(key) {
        for part in records.archive.parts[key] ?? [] {
          var iterator = PartRecords(part: part, place: records.archive.place).makeAsyncIterator()
          if let first = try await iterator.next() { sources.append(Source(records: iterator, next: first)) }
        }
      }
    }
  }

  /// A new pass over the records.
  public func makeAsyncIterator() -> Iterator { Iterator(self) }

  /// Whether a type's day can hold what is asked for.
  private func mayHold(_ key: ArchiveDay) -> Bool {
    filter.mayHold(key) && (after.map { key.day <= $0.key.timestamp.day } ?? true)
      && (above.map { $0.key.timestamp.day <= key.day } ?? true)
  }
}
