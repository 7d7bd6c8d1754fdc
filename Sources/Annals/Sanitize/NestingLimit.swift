/// Cuts what nests too deep, as reading JSON does, so that no later step can run out of stack.
enum NestingLimit {
  /// A state lies one level deep in its record, whose depth is what reading a record counts.
  static let rootDepth = 1

  /// What stands in the place of a container that lies too deep.
  static let marker = "[TRUNCATED: nested over \(JSONParser.maximumDepth) levels]"

  /// Whether a container at this depth is cut.
  static func cuts(atDepth depth: Int) -> Bool { depth >= JSONParser.maximumDepth }

  /// The value with what lies too deep cut; `nil` where nothing does. The cost is linear in what lies above the limit.
  static func applied(to value: JSONValue, depth: Int) -> JSONValue? {
    switch value {
    case .null, .bool, .number, .string: return nil
    case .array(let elements):
      if cuts(atDepth: depth) { return .string(marker) }
      var changed: [JSONValue]?
      for index in elements.indices {
        guard let element = applied(to: elements[index], depth: depth + 1) else { continue }
        if changed == nil { changed = elements }
        changed?[index] = element
      }
      return changed.map(JSONValue.array)
    case .object(let object):
      if cuts(atDepth: depth) { return .string(marker) }
      return applied(to: object, depth: depth).map(JSONValue.object)
    }
  }

  /// The object with what lies too deep cut; `nil` where nothing does.
  static func applied(to object: JSONObject, depth: Int) -> JSONObject? {
    var changed: [JSONObject.Member]?
    for (index, member) in object.members.enumerated() {
      guard let value = applied(to: member.value, depth: depth + 1) else { continue }
      if changed == nil { changed = object.members }
      changed?[index].value = value
    }
    return changed.map { JSONObject(unordered: $0) }
  }
}
