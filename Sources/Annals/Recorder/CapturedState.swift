/// A state as the caller gave it, encoded later and off the caller's path.
struct CapturedState: Sendable {
  /// Where the value comes from.
  enum Origin: Sendable {
    /// The caller named it as the state.
    case given
    /// It is what the tracked function returned: a state only where it encodes as an object, not where it is a count or a flag.
    case returned
  }

  let value: any Encodable & Sendable
  let origin: Origin

  init(_ value: any Encodable & Sendable, origin: Origin = .given) {
    self.value = value
    self.origin = origin
  }

  /// The state as JSON. Throws what the value's own encoding throws.
  func encoded() throws -> JSONObject? {
    if let object = value as? JSONObject { return object }
    switch origin {
    case .given: return try StateEncoder.state(of: value)
    case .returned: return try StateEncoder.encode(value).object
    }
  }
}
