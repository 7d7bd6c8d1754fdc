/// What history knows of a resource at a moment.
public enum ResourceState: Hashable, Sendable {
  /// It was there, with this state. The record tells it: that of the last operation until then or, where that is silent, of the next one, which
  /// has the state before it.
  case known(JSONObject, toldBy: HistoryRecord)
  /// It was not there: this record removed it before, or made it after.
  case absent(toldBy: HistoryRecord)
  /// History cannot say, for this reason.
  case unknown(String)

  /// The state, where it is known.
  public var state: JSONObject? { if case .known(let state, _) = self { state } else { nil } }

  /// The record that tells it; `nil` where it is unknown.
  public var record: HistoryRecord? {
    switch self {
    case .known(_, let record), .absent(let record): record
    case .unknown: nil
    }
  }

  /// `known`, `absent` or `unknown`.
  public var word: String {
    switch self {
    case .known: "known"
    case .absent: "absent"
    case .unknown: "unknown"
    }
  }
}
