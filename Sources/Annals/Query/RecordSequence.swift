/// Records, newest first, read from the store a page at a time as they are asked for.
public struct RecordSequence: AsyncSequence, Sendable {
  /// A record.
  public typealias Element = HistoryRecord

  let store: any HistoryStore
  let filter: RecordFilter
  let pageSize: Int

  /// Steps through the records; a step throws what the store throws.
  public struct Iterator: AsyncIteratorProtocol {
    private enum Place {
      case start
      case after(Cursor)
      case end
    }

    private let sequence: RecordSequence
    private var place = Place.start
    private var page: ArraySlice<HistoryRecord> = []

    init(_ sequence: RecordSequence) { self.sequence = sequence }

    /// The next record, or `nil` after the last.
    public mutating func next() async throws -> HistoryRecord? {
      while page.isEmpty {
        let cursor: Cursor?
        switch place {
        case .start: cursor = nil
        case .after(let last): cursor = last
        case .end: return nil
        }
        let answer = try await sequence.store.records(matching: sequence.filter, after: cursor, limit: sequence.pageSize)
        page = answer.records[...]
        place = answer.next.map(Place.after) ?? .end
      }
      return page.popFirst()
    }
  }

  /// A new pass over the records.
  public func makeAsyncIterator() -> Iterator { Iterator(self) }
}
