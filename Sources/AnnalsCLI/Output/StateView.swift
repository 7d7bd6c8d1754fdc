import Annals

/// A resource at a moment, for a person.
struct StateView {
  private let found: ResourceAtMoment

  init(_ found: ResourceAtMoment) { self.found = found }

  /// On one line: what, since when, and the state or why it is unknown.
  var summary: String {
    let name = SafeText.escaped(found.resource.id)
    let notes = remarks.isEmpty ? "" : "  (\(remarks.joined(separator: "; ")))"
    switch found.state {
    case .known(let state, _): return "\(name)  \(telling)  \(SafeText.escaped(json: JSONWriter.text(of: state)))\(notes)"
    case .absent: return "\(name)  \(telling)  absent\(notes)"
    case .unknown(let reason): return "\(name)  unknown: \(SafeText.escaped(reason))"
    }
  }

  /// On several lines: the state whole.
  var lines: [String] {
    switch found.state {
    case .known(let state, _): [telling] + remarks + [PrettyJSON.text(.object(state))]
    case .absent: ["absent: \(telling)"] + remarks
    case .unknown: []
    }
  }

  /// The operation that tells it.
  private var telling: String {
    guard let record = found.state.record else { return "" }
    let what = record.isBaseline ? "baseline" : record.operation.rawValue
    let user = SafeText.escaped(record.user.id)
    return "\(record.timestamp > found.moment ? "before" : "since") the \(what) of \(TimeText.long(record.timestamp)) by \(user)"
  }

  private var remarks: [String] {
    var remarks = found.unknownFields.map { "unknown: \(SafeText.escaped($0.place)), \($0.reason)" }
    if let untracked = found.untracked {
      remarks.append("changed without a record before the \(untracked.operation) of \(TimeText.long(untracked.timestamp))")
    }
    return remarks
  }
}
