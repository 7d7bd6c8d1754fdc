import Annals

/// Rules evaluated as plainly as can be: after each record, by going through all that came so far.
struct PlainEvaluation {
  /// An alert as the plain evaluation finds it.
  struct Found: Hashable, CustomStringConvertible {
    let rule: String
    let subject: String
    let opened: Int64
    var first: Int64
    var last: Int64
    var count: Int
    var until: Int64
    var description: String { "\(rule) \(subject) \(opened) [\(first), \(last)] \(count) until \(until)" }
  }

  let rule: AlertRule
  private(set) var records: [HistoryRecord] = []
  private(set) var alerts: [Found] = []
  private var places: Set<RecordPosition> = []
  private var newest = Int64.min

  init(_ rule: AlertRule) { self.rule = rule }

  /// Takes a record that comes in the order of its moment, or late by less than the rule's window.
  mutating func observe(_ record: HistoryRecord) {
    newest = max(newest, record.timestamp.microseconds)
    guard counts(record), places.insert(record.position).inserted else { return }
    records.append(record)
    let subject = subject(of: record)
    let moment = record.timestamp.microseconds
    guard let window = window(with: record, of: subject) else {
      guard let open = alerts.lastIndex(where: { $0.subject == subject && moment < $0.until }), moment >= alerts[open].first else { return }
      alerts[open].last = max(alerts[open].last, moment)
      alerts[open].count = counted(record, alerts[open], 0)
      return
    }
    if let open = alerts.lastIndex(where: { $0.rule == rule.name && $0.subject == subject && moment < $0.until }) {
      alerts[open].until = max(alerts[open].until, window.until)
      alerts[open].first = min(alerts[open].first, window.first)
      alerts[open].last = max(alerts[open].last, window.last)
      alerts[open].count = counted(record, alerts[open], window.count)
    } else {
      alerts.append(
        Found(
          rule: rule.name, subject: subject, opened: moment, first: window.first, last: max(window.last, moment), count: window.count,
          until: window.until))
    }
  }

  private func counts(_ record: HistoryRecord) -> Bool {
    let filter = rule.filter
    return (filter.operations?.contains(record.operation) ?? true)
      && (filter.types?.contains(record.resource.type) ?? (record.resource.type != .history))
      && (filter.users?.contains(record.user) ?? true) && !filter.exceptUsers.contains(record.user)
      && (filter.outcome.map { ($0 == .failed) == record.isFailed } ?? true)
  }

  private func subject(of record: HistoryRecord) -> String {
    switch rule.grouping {
    case .everything: "everything"
    case .user: "user \(record.user.id.spelled)"
    case .type: "type \(record.resource.type.name)"
    case .resource: "resource \(record.resource.type.name) \(record.resource.id)"
    }
  }

  private func moments(_ subject: String) -> [Int64] {
    records.filter { self.subject(of: $0) == subject }.map(\.timestamp.microseconds).sorted()
  }

  /// What an alert counts with a record that belongs to it.
  private func counted(_ record: HistoryRecord, _ alert: Found, _ window: Int) -> Int {
    if case .failedShare = rule.condition { return max(alert.count + (record.isFailed ? 1 : 0), window) }
    return moments(alert.subject).count { (alert.first...alert.last).contains($0) }
  }

  /// The window that meets the condition and has the record in it.
  private func window(with record: HistoryRecord, of subject: String) -> (first: Int64, last: Int64, count: Int, until: Int64)? {
    let moment = record.timestamp.microseconds
    switch rule.condition {
    case .count(let limit, let window):
      let width = Int64((limit == 0 ? rule.quiet : window) / .microseconds(1))
      // The latest of all runs of so many that have the record's moment in them and are short enough.
      let all = moments(subject).filter { $0 > newest - 2 * width }
      let runs = all.indices.dropLast(limit).map { all[$0...($0 + limit)] }
      guard
        let run = runs.last(where: { run in
          guard let first = run.first, let last = run.last else { return false }
          return run.contains(moment) && last - first < width
        }), let end = run.last
      else { return nil }
      let within = all.filter { $0 > end - width && $0 <= end }
      return (within[0], end, within.count, within[within.count - 1 - limit] + width)
    case .failedShare(let share, let least, let window):
      let width = Int64(window / .microseconds(1))
      let own = records.filter { self.subject(of: $0) == subject }
      guard let end = own.map(\.timestamp.microseconds).max() else { return nil }
      let within = own.filter { $0.timestamp.microseconds > end - width }
      let failed = within.count(where: \.isFailed)
      guard within.contains(where: { $0.position == record.position }), within.count >= least,
        Double(failed) > share * Double(within.count), let first = within.map(\.timestamp.microseconds).min()
      else { return nil }
      return (first, end, failed, end + width)
    default: return nil
    }
  }
}

extension String {
  /// The text with other characters than ASCII by their number: two spellings of "é" are two texts.
  var spelled: String { unicodeScalars.map { $0.isASCII ? String($0) : "<\($0.value)>" }.joined() }
}
