import Annals

/// What differs between two states.
enum StateChange {
  /// The names of the members that came, went or have another value, in order.
  static func names(from before: JSONObject, to after: JSONObject) -> [String] {
    let all = Set(before.members.map(\.name)).union(after.members.map(\.name))
    return all.filter { before[$0] != after[$0] }.sorted()
  }
}
