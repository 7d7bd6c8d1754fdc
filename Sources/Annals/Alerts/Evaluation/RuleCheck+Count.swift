extension RuleCheck {
  /// The latest run of more than `limit` operations within `width` that holds one of the moment of that at a place, of those after `floor`.
  static func run(around place: Int, of limit: Int, within width: Int64, after floor: Int64, in log: OperationLog) -> Admission.Finding? {
    let entries = log.entries
    let base = log.firstPlace(after: floor)
    guard entries.count - base > limit else { return nil }
    let moment = entries[place].moment
    var (low, high) = (place, place)
    while low > base, low > place - limit, entries[low - 1].moment == moment { low -= 1 }
    while high < entries.count - 1, high < place + limit, entries[high + 1].moment == moment { high += 1 }
    var start = min(high, entries.count - 1 - limit)
    while start >= max(base, low - limit) {
      let last = entries[start + limit].moment
      if last - entries[start].moment < width {
        let end = log.firstPlace(after: last)
        let first = max(base, log.firstPlace(after: last - width))
        // The last of the window that are more than the limit: once the first of them is too old, the others are not too many.
        let until = entries[end - 1 - limit].moment + width
        return Admission.Finding(first: entries[first].moment, last: last, count: end - first, total: end - first, until: until)
      }
      start -= 1
    }
    return nil
  }
}
