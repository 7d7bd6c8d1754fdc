extension JSONValue {
  /// What stands in the place of a container that nests too deep.
  static let tooDeep = JSONValue.string("[TRUNCATED: nested over \(JSONParser.maximumDepth) levels]")

  /// The value with the containers that lie deeper than this many levels replaced by a marker.
  func cut(toLevels levels: Int) -> JSONValue {
    guard nests(deeperThan: levels) else { return self }
    guard levels > 0 else { return .tooDeep }
    switch self {
    case .array(let elements): return .array(elements.map { $0.cut(toLevels: levels - 1) })
    case .object(var object):
      object.mapValues { _, value in value.cut(toLevels: levels - 1) }
      return .object(object)
    default: return self
    }
  }

  /// Whether there are more levels of containers than this; looks no deeper.
  private func nests(deeperThan levels: Int) -> Bool {
    switch self {
    case .array(let elements): levels <= 0 || elements.contains { $0.nests(deeperThan: levels - 1) }
    case .object(let object): levels <= 0 || object.members.contains { $0.value.nests(deeperThan: levels - 1) }
    default: false
    }
  }
}
