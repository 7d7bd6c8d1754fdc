/// Types that something is done to again and again; tells when that stops.
struct SilenceWatch: Sendable {
  private struct Entry {
    var last: Int64
    var open: AlertSpan?
  }

  private let time: Int64
  private var types: [ResourceType: Entry] = [:]

  /// A watch over types, which begins at a moment: silence is counted from there, or from a later operation.
  init(_ types: Set<ResourceType>, time: Int64) {
    self.time = time
    for type in types { self.types[type] = Entry(last: .max) }
  }

  /// Counts silence from a moment on, unless something was heard later.
  mutating func begin(_ type: ResourceType, at moment: Int64) {
    guard let entry = types[type], entry.open == nil else { return }
    types[type]?.last = entry.last == .max ? moment : max(entry.last, moment)
  }

  /// Counts silence of all types from a moment on, where nothing is known of them.
  mutating func begin(at moment: Int64) { for type in types.keys where types[type]?.last == .max { types[type]?.last = moment } }

  /// Takes over an open alert.
  mutating func adopt(_ span: AlertSpan, of type: ResourceType) {
    if types[type] != nil { types[type] = Entry(last: span.last, open: span) }
  }

  /// Before this moment no silence is told of.
  var nextDue: Int64 {
    types.values.reduce(.max) { $1.open == nil && $1.last != .max ? min($0, $1.last + time) : $0 }
  }

  mutating func hear(_ operation: AlertObservation, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    guard let entry = types[operation.type] else { return }
    types[operation.type]?.last = entry.last == .max ? operation.moment : max(entry.last, operation.moment)
    guard var span = entry.open, operation.moment > span.last else { return }
    types[operation.type]?.open = nil
    (span.until, span.ended) = (operation.moment, operation.moment)
    tell(.resolved, span, .type(operation.type))
  }

  mutating func advance(to moment: Int64, _ tell: (AlertChange.Kind, AlertSpan, AlertSubject) -> Void) {
    for (type, entry) in types.sorted(by: { $0.key < $1.key })
    where entry.open == nil && entry.last != .max && moment - entry.last >= time {
      let span = AlertSpan(opened: entry.last + time, first: entry.last, last: entry.last, until: .max, count: 0, total: 0)
      types[type]?.open = span
      tell(.opened, span, .type(type))
    }
  }
}
