/// Puts into a state what history redacted: what was given for the resource, else what stands there now, else what was given for all. A mark is never
/// written.
struct RedactionFilling {
  let given: GivenFields.Values
  /// The fields that keep their present value.
  private(set) var kept: [String] = []
  /// The fields for which there is no value.
  private(set) var missing: [String] = []
  /// The fields whose given value is used.
  private(set) var used: [String] = []

  /// Fills with what was given.
  init(given: GivenFields.Values) { self.given = given }

  /// The state without marks.
  ///
  /// - Parameters:
  ///   - target: The state as history has it.
  ///   - present: What stands there now.
  ///   - shown: The same without its secrets.
  /// - Returns: The state; what is in `missing` still has its marks.
  mutating func fill(_ target: JSONObject, from present: JSONObject?, shown: JSONObject?) -> JSONObject {
    object(target, present, shown, at: .root)
  }

  private mutating func object(_ target: JSONObject, _ present: JSONObject?, _ shown: JSONObject?, at path: JSONPointer) -> JSONObject {
    var members: [(String, JSONValue)] = []
    for member in target.members {
      let place = path.appending(member.name)
      if let value = Self.value(given.own, at: place), Self.hasMark(member.value) {
        take(value, for: member.name, at: place, &members)
        continue
      }
      let before = (kept: kept, missing: missing)
      let value = value(member.value, present?[member.name], shown?[member.name], at: place)
      if missing.count > before.missing.count, let value = Self.value(given.general, at: place) {
        (kept, missing) = before
        take(value, for: member.name, at: place, &members)
      } else {
        members.append((member.name, value))
      }
    }
    return JSONObject(members)
  }

  private mutating func value(_ target: JSONValue, _ present: JSONValue?, _ shown: JSONValue?, at path: JSONPointer) -> JSONValue {
    switch target {
    case .string(let text):
      guard let marks = MarkedText(text) else { return target }
      // With fingerprints it is seen that another secret stands there. Where a mark stands there itself, it is what the service keeps.
      guard let present, let shown, shown.string.flatMap({ MarkedText($0) }).map({ marks.canBeSame(as: $0) }) ?? true else {
        missing.append(path.description)
        return target
      }
      kept.append(path.description)
      return present
    case .object(let object): return .object(self.object(object, present?.object, shown?.object, at: path))
    case .array(let elements):
      let matching = ListMatching(shown?.array ?? [], elements)
      return .array(
        elements.enumerated().map { place, element in
          let index = matching.matches[place]?.index
          func old(_ list: JSONValue?) -> JSONValue? {
            guard let index, let list = list?.array, list.indices.contains(index) else { return nil }
            return list[index]
          }
          return value(element, old(present), old(shown), at: path.appending(place))
        })
    default: return target
    }
  }

  /// Whether a value has a mark anywhere: only what history redacted is taken from what was given.
  private static func hasMark(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text): MarkedText(text) != nil
    case .object(let object): object.members.contains { hasMark($0.value) }
    case .array(let elements): elements.contains { hasMark($0) }
    case .null, .bool, .number: false
    }
  }

  private mutating func take(_ value: JSONValue, for name: String, at place: JSONPointer, _ members: inout [(String, JSONValue)]) {
    used.append(place.description)
    if !value.isNull { members.append((name, value)) }
  }

  private static func value(_ given: [String: JSONValue], at path: JSONPointer) -> JSONValue? {
    guard !given.isEmpty else { return nil }
    if let value = given[path.description] { return value }
    return path.names.count == 1 ? given[path.names[0]] : nil
  }
}
