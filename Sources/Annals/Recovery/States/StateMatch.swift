/// Whether two states are the same as far as history can tell.
///
/// Numbers are compared by value, for a database spells them its own way. What history redacted matches whatever stands there; two fingerprints
/// must be the same.
struct StateMatch: Sendable {
  /// The members of a state that are not looked at.
  let ignored: Set<String>

  /// A comparison without these members.
  init(ignoring ignored: Set<String> = []) { self.ignored = ignored }

  /// Whether both are the same; `nil` is a resource that is not there.
  func isSame(_ left: JSONObject?, _ right: JSONObject?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): Self.isSame(.object(compared(left)), .object(compared(right)))
    default: false
    }
  }

  /// Whether both are known and the same.
  func isSame(_ left: RecordedState, _ right: RecordedState) -> Bool {
    left.isKnown && right.isKnown && isSame(left.state, right.state)
  }

  /// The members that are looked at.
  func compared(_ state: JSONObject) -> JSONObject {
    ignored.isEmpty ? state : JSONObject(state.members.filter { !ignored.contains($0.name) }.map { ($0.name, $0.value) })
  }

  /// Whether two values are the same.
  static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
    if left == right { return true }
    switch (left, right) {
    case (.number(let left), .number(let right)):
      guard let value = NumberValue(left.description) else { return false }
      return value == NumberValue(right.description)
    case (.object(let left), .object(let right)):
      return left.count == right.count
        && zip(left.members, right.members).allSatisfy { $0.name.hasSameBytes(as: $1.name) && isSame($0.value, $1.value) }
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
    default: return isHidden(left, in: right) || isHidden(right, in: left)
    }
  }

  /// Whether a text with a mark can stand for the value.
  private static func isHidden(_ shown: JSONValue, in value: JSONValue) -> Bool {
    guard case .string(let text) = shown, let marks = MarkedText(text) else { return false }
    guard case .string(let other) = value else { return marks.isWhole }
    if let otherMarks = MarkedText(other) { return marks.canBeSame(as: otherMarks) }
    return marks.fits(other)
  }
}
