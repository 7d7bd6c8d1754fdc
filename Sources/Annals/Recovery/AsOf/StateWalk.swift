/// Goes through a type's records once, newest first, and gives each resource as it was at a moment.
///
/// The records behind the moment are read first: of each resource that changed since, the first operation is remembered. Then come the records
/// until the moment: the first of a resource that may have changed it tells its state. At last come resources of which nothing was recorded until
/// the moment, where the first operation behind it has the state before; where these are few, their records alone are read again.
///
/// Memory holds 16 bytes for each resource seen and about 50 for each that changed since, and never a state. Beyond `memoryLimit` resources
/// nothing more is remembered: what the walk does not know it asks the store for, a question or two a record.
package struct StateWalk: Sendable {
  /// What bounds a walk.
  package struct Options: Sendable {
    /// Records that are read in one question: 1 to 1,000.
    package var pageSize = 500
    /// Resources that are remembered.
    package var memoryLimit = 1_000_000
    /// Where to go on: behind the last record that a walk looked at.
    package var cursor: Cursor?
    /// Whether what happened behind the moment is read first; else each resource's is asked for.
    package var readsAhead = true

    package init() {}
  }

  /// What one record brought.
  package enum Step: Sendable {
    case found(ResourceAtMoment)
    case nothing
    case end
  }

  private enum Phase {
    case ahead
    case until(RecordSource.Records.Iterator)
    case later(RecordSource.Records.Iterator)
    /// Of what lies behind the moment only what happened at these moments.
    case single(ArraySlice<Timestamp>, RecordSource.Records.Iterator?)
    case end
  }

  private let source: RecordSource
  private let type: ResourceType
  private let lookup: StateLookup
  private let options: Options
  private var seen: SeenResources
  private var later: LaterOperations
  private var phase: Phase
  /// Behind the last record that was looked at: where another walk goes on.
  package private(set) var cursor: Cursor?
  /// Records that were looked at.
  package private(set) var recordCount = 0
  /// Of these, records behind the moment that were read first.
  private var aheadCount = 0
  /// Questions that were asked for single resources.
  package private(set) var lookupCount = 0

  /// A walk over a source.
  ///
  /// - Parameters:
  ///   - source: Where records are.
  ///   - type: Whose resources are asked for.
  ///   - moment: The moment; operations of it count.
  ///   - options: What bounds it.
  ///   - isShown: Whether who asks may see a record; those that they may not are as if they were not there.
  package init(
    _ source: RecordSource, of type: ResourceType, at moment: Timestamp, options: Options = .init(),
    isShown: @escaping @Sendable (HistoryRecord) -> Bool = { _ in true }
  ) {
    self.source = source
    self.type = type
    self.options = options
    lookup = StateLookup(source: source, moment: moment, isShown: isShown)
    seen = SeenResources(limit: options.memoryLimit, isComplete: options.cursor == nil)
    later = LaterOperations(limit: options.memoryLimit, isComplete: options.readsAhead)
    phase = .ahead
    cursor = options.cursor
  }

  /// Looks at the next record.
  package mutating func step() async throws -> Step {
    switch phase {
    case .ahead:
      try await begin()
      return .nothing
    case .until(var records):
      // Taken out while it moves on, so that its page is not copied.
      phase = .end
      let record = try await records.next()
      phase = .until(records)
      guard let record else {
        beginLater(behind: Cursor(after: Self.start))
        return .nothing
      }
      note(record)
      return try await until(record)
    case .later(var records):
      phase = .end
      guard let record = try await records.next() else { return .end }
      phase = .later(records)
      note(record)
      return try await later(record)
    case .single(let moments, let records): return try await single(moments, records)
    case .end: return .end
    }
  }

  private mutating func note(_ record: HistoryRecord) {
    cursor = Cursor(after: record.position)
    recordCount += 1
  }

  /// Reads ahead, and opens the records until the moment; or goes on where the cursor says.
  private mutating func begin() async throws {
    if let cursor = options.cursor, cursor.position.key.timestamp > lookup.moment {
      phase = .later(records(.later, after: cursor).makeAsyncIterator())
      return
    }
    if options.readsAhead {
      for try await record in records(.later) where lookup.isTelling(record) {
        later.note(record)
        recordCount += 1
      }
      aheadCount = recordCount
    }
    phase = .until(records(.until, after: options.cursor).makeAsyncIterator())
  }

  private mutating func beginLater(behind cursor: Cursor) {
    let others = later.others(than: seen)
    phase = .end
    if let others, others.isEmpty { return }
    self.cursor = cursor
    // A question for each moment, unless it takes few to read all again.
    if let others, others.count <= Self.questionsForPage * (aheadCount / options.pageSize + 1) {
      phase = .single(others[...], nil)
    } else {
      phase = .later(records(.later).makeAsyncIterator())
    }
  }

  /// Looks at the next record of the single moments.
  private mutating func single(_ moments: ArraySlice<Timestamp>, _ open: RecordSource.Records.Iterator?) async throws -> Step {
    phase = .end
    if var records = open, let record = try await records.next() {
      phase = .single(moments, records)
      note(record)
      return try await later(record)
    }
    var moments = moments
    guard let moment = moments.popFirst() else { return .end }
    var filter = RecordFilter(resourceType: type)
    (filter.from, filter.to) = (moment, moment.advanced(byMicroseconds: 1))
    phase = .single(moments, source.records(matching: filter, pageSize: options.pageSize).makeAsyncIterator())
    return .nothing
  }

  /// Questions for a single moment that are as dear as one for a page of records.
  private static let questionsForPage = 8

  // MARK: One record

  private mutating func until(_ record: HistoryRecord) async throws -> Step {
    guard lookup.isTelling(record) else { return .nothing }
    let mark = ResourceMark(record.resource)
    guard !seen.contains(mark) else { return .nothing }
    let isKnownFirst = seen.isComplete
    seen.insert(mark)
    if !isKnownFirst, try await last(of: record.resource)?.position != record.position { return .nothing }
    var next: HistoryRecord?
    if let entry = later[mark] {
      if needs(entry, beside: record) { next = try await self.next(of: record.resource) }
    } else if !later.isComplete {
      next = try await self.next(of: record.resource)
    }
    return try await found(record.resource, last: record, next: next)
  }

  private mutating func later(_ record: HistoryRecord) async throws -> Step {
    guard lookup.isTelling(record) else { return .nothing }
    let mark = ResourceMark(record.resource)
    guard !seen.contains(mark) else { return .nothing }
    if !seen.isComplete, later[mark] == nil, try await last(of: record.resource) != nil {
      seen.insert(mark)
      return .nothing
    }
    guard try await isFirst(record, mark) else { return .nothing }
    if !seen.isComplete, try await last(of: record.resource) != nil { return .nothing }
    seen.insert(mark)
    // It was not there yet: nothing of it is to be told.
    guard record.sayingBefore != .absent else { return .nothing }
    return try await found(record.resource, last: nil, next: record)
  }

  /// Whether a record is that of its resource's first operation behind the moment.
  private mutating func isFirst(_ record: HistoryRecord, _ mark: ResourceMark) async throws -> Bool {
    if let entry = later[mark] { return entry.isOf(record) }
    guard !later.isComplete, let next = try await next(of: record.resource) else { return false }
    later.note(next)
    return next.position == record.position
  }

  /// Whether the next operation has something to say beside the last one's word.
  private func needs(_ entry: LaterOperations.Entry, beside record: HistoryRecord) -> Bool {
    let saying = record.sayingAfter
    return saying.isNothing || !entry.agrees(with: saying)
  }

  private func found(_ resource: Resource, last: HistoryRecord?, next: HistoryRecord?) async throws -> Step {
    .found(try await lookup.resource(resource, last: last, next: next))
  }

  private mutating func last(of resource: Resource) async throws -> HistoryRecord? {
    lookupCount += 1
    return try await lookup.last(of: resource)
  }

  private mutating func next(of resource: Resource) async throws -> HistoryRecord? {
    lookupCount += 1
    return try await lookup.next(of: resource)
  }

  // MARK: Records

  private enum Span {
    case until
    case later
  }

  private func records(_ span: Span, after cursor: Cursor? = nil) -> RecordSource.Records {
    var filter = RecordFilter(resourceType: type)
    let behind = lookup.moment.advanced(byMicroseconds: 1)
    switch span {
    case .until: filter.to = behind
    case .later: filter.from = behind
    }
    return source.records(matching: filter, after: cursor, pageSize: options.pageSize)
  }

  /// A place before all records, in the order in which they are read.
  private static let start = RecordPosition(
    key: SortKey(timestamp: .latest, kind: .update, token: nil), resource: .recorder)
}
