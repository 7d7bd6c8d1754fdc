/// What an alert covers, and how it goes on.
struct AlertSpan: Hashable, Sendable {
  /// The moment of the operation with which the condition was met.
  let opened: Int64
  /// The earliest operation.
  var first: Int64
  /// The latest operation.
  var last: Int64
  /// When it ends, where nothing more comes.
  var until: Int64
  /// When it ended.
  var ended: Int64?
  /// How many the condition counts.
  var count: Int
  /// How many operations it covers.
  var total: Int
  /// Its id, where it was given one before.
  var id: AlertID?
  /// Up to which moment operations were counted before this evaluation began.
  var countedThrough = Int64.min
}

/// The alert of one subject that is open, and the one before it: opens, extends and ends alerts as a window finds what it looks for.
struct SpanKeeper: Sendable {
  var open: AlertSpan?
  /// The last one that ended: what comes late and belongs to it does not open another.
  var recent: AlertSpan?

  /// An operation from this moment on belongs to no alert that is known.
  var takesUntil: Int64 { open != nil ? .max : recent?.until ?? .min }

  /// Ends the open alert where its time is over.
  mutating func resolve(upTo moment: Int64) -> AlertSpan? {
    guard var span = open, span.until <= moment else { return nil }
    span.ended = span.until
    (open, recent) = (nil, span)
    return span
  }

  /// Takes in what the window said of an operation.
  ///
  /// `count` tells how many operations there are from one moment to another, both included, where it knows.
  mutating func note(
    _ admission: Admission, at moment: Int64, count: (Int64, Int64) -> Int?, _ tell: (AlertChange.Kind, AlertSpan) -> Void
  ) {
    if let ended = resolve(upTo: moment) { tell(.resolved, ended) }
    if var span = open {
      guard span.take(admission, at: moment, counted: count) else { return }
      open = span
      tell(.grew, span)
    } else if var span = recent, moment < span.until {
      guard span.take(admission, at: moment, counted: count) else { return }
      recent = span
      tell(.grew, span)
    } else if let finding = admission.finding {
      let span = AlertSpan(
        opened: moment, first: finding.first, last: max(finding.last, moment), until: finding.until, count: finding.count,
        total: finding.total)
      open = span
      tell(.opened, span)
    }
  }
}

extension AlertSpan {
  /// Takes an operation in; `false` where it changes nothing.
  fileprivate mutating func take(_ admission: Admission, at moment: Int64, counted: (Int64, Int64) -> Int?) -> Bool {
    let before = self
    if let finding = admission.finding {
      first = min(first, finding.first)
      last = max(last, finding.last)
      until = max(until, finding.until)
    }
    guard moment >= first, moment > countedThrough else { return false }
    last = max(last, moment)
    if let all = counted(first, last) {
      (count, total) = (all, all)
    } else if last > before.last, let more = counted(before.last + 1, last) {
      // One that came late may have opened the alert before others that were there.
      let own = moment <= before.last ? admission.count : 0
      count += more + own
      total += more + own
    } else {
      count = max(count + admission.count, admission.finding?.count ?? 0)
      total += admission.total
    }
    return self != before
  }
}
