/// What history knows of a resource at a moment.
public enum ResourceState: Hashable, Sendable {
  /// It was there, with this state since this record.
  case known(JSONObject, since: HistoryRecord)
  /// It was not there: this record removed it.
  case absent(since: HistoryRecord)
  /// History cannot say, for this reason.
  case unknown(String)

  /// The state, where it is known.
  public var state: JSONObject? { if case .known(let state, _) = self { state } else { nil } }
}

extension HistoryService {
  /// A resource's state at a moment, whole: that after the last operation until then that succeeded and changed it.
  ///
  /// Never a guess: where that operation recorded no state after, or none was recorded until then, it is unknown.
  public func state(of resource: Resource, at moment: Timestamp) async throws -> ResourceState {
    var filter = RecordFilter(outcome: .succeeded)
    filter.to = moment.advanced(byMicroseconds: 1)
    var cursor: Cursor?
    repeat {
      let page = try await records(of: resource, matching: filter, after: cursor, limit: 100)
      if let record = page.records.first(where: { $0.operation != .read }) { return try await state(after: record) }
      cursor = page.next
    } while cursor != nil
    return .unknown("nothing was recorded of \(resource.type) until \(moment)")
  }

  private func state(after record: HistoryRecord) async throws -> ResourceState {
    if record.operation == .delete { return .absent(since: record) }
    guard let state = try await whole([record]).first?.after else {
      return .unknown("the \(record.operation) of \(record.timestamp) was recorded without the state after it")
    }
    return .known(state, since: record)
  }
}
