/// Which records hold the last state of a resource that is still there, and so stay where a clean-up keeps those.
///
/// A resource is gone where the newest operation that succeeded and changed it is a DELETE. Of one that is still there, the newest record of an
/// operation that succeeded and has a state, before or after, holds the last one; a READ's is taken where no other has a state.
package struct LastStates {
  private let store: any HistoryStore
  private var known: [Resource: RecordPosition?] = [:]

  /// The last states in a store, as they are when they are asked for.
  package init(in store: any HistoryStore) { self.store = store }

  /// Forgets what was asked, for records come and go.
  package mutating func forget() { known.removeAll(keepingCapacity: true) }

  /// Whether this record holds the last state of its resource, which is still there.
  package mutating func isLast(_ record: HistoryRecord) async throws -> Bool {
    guard Self.hasState(record) else { return false }
    if let position = known[record.resource] { return position == record.position }
    let position = try await position(of: record.resource)
    known[record.resource] = .some(position)
    return position == record.position
  }

  private func position(of resource: Resource) async throws -> RecordPosition? {
    var filter = RecordFilter(outcome: .succeeded)
    filter = filter.narrowed(to: resource)
    var read: RecordPosition?
    var hasChanged = false
    var cursor: Cursor?
    // Mostly the first record tells.
    var limit = 10
    repeat {
      let page = try await store.records(matching: filter, after: cursor, limit: limit)
      for record in page.records {
        if record.operation != .read {
          if !hasChanged, record.operation == .delete { return nil }
          hasChanged = true
          if Self.hasState(record) { return record.position }
        } else if read == nil, Self.hasState(record) {
          read = record.position
        }
      }
      cursor = page.next
      limit = 200
    } while cursor != nil
    return read
  }

  private static func hasState(_ record: HistoryRecord) -> Bool { !record.isFailed && (record.before != nil || record.after != nil) }
}
