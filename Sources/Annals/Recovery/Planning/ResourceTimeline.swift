/// What history tells of one resource from the first operation that is to be undone on.
struct ResourceTimeline: Sendable {
  /// A change that is not undone: by a record, or seen between two of them.
  struct OtherChange {
    let from: RecordedState
    let to: RecordedState
    /// `nil` where nothing recorded it.
    let record: HistoryRecord?
  }

  /// What follows from the records.
  struct Reading {
    /// The state after the last record, as it should be now.
    var expected: RecordedState
    /// What else changed the resource, in order.
    var others: [OtherChange] = []
  }

  /// Which resource.
  let resource: Resource
  /// The changes of it from the first that is undone on, the oldest first, texts whole.
  let records: [HistoryRecord]
  /// Which of them are undone.
  let selected: Set<SortKey>
  /// What was there before the first of them.
  var start: RecordedState
  /// What the records tell of that state's types (``PresentState/types``).
  var types: JSONObject?

  /// The ids of what is undone, the newest first.
  var undone: [HistoryID] { records.reversed().filter { selected.contains($0.sortKey) }.map(\.id) }

  /// Follows the states through the records.
  func read(by match: StateMatch) -> Reading {
    var reading = Reading(expected: start)
    for record in records {
      let (before, after) = (record.recordedBefore, record.recordedAfter)
      if before.isKnown, reading.expected.isKnown, !match.isSame(before, reading.expected) {
        reading.others.append(OtherChange(from: reading.expected, to: before, record: nil))
      }
      if !selected.contains(record.sortKey) {
        let from = before.isKnown ? before : reading.expected
        if !match.isSame(from, after) { reading.others.append(OtherChange(from: from, to: after, record: record)) }
      }
      reading.expected = after
    }
    return reading
  }
}
