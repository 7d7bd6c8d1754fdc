/// Values for fields that history redacted, as a person gives them. They are used, and never kept.
public struct GivenFields: Hashable, Sendable {
  private var general: [String: JSONValue] = [:]
  private var own: [String: [String: JSONValue]] = [:]

  /// None.
  public init() {}

  /// Values for one resource, by the field's pointer (`/profile/token`) or, of the state's own members, by their name.
  struct Values: Hashable {
    /// Given for this resource: they are written in place of what stands there.
    var own: [String: JSONValue] = [:]
    /// Given for all: they are written where nothing stands.
    var general: [String: JSONValue] = [:]
  }

  /// Reads what was given: fields by name (`api_key`) or pointer (`/profile/token`). Under `TYPE/ID` they are for one resource, and written in any case;
  /// else they are for all, where nothing stands that could be kept.
  ///
  /// A field that is `null` is left out of what is written.
  public init(_ json: JSONObject) {
    for member in json.members {
      if case .object(let fields) = member.value, member.name.utf8.dropFirst().contains(UInt8(ascii: "/")),
        member.name.utf8.first != UInt8(ascii: "/")
      {
        own[member.name] = Dictionary(fields.members.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
      } else {
        general[member.name] = member.value
      }
    }
  }

  /// Whether nothing was given.
  public var isEmpty: Bool { general.isEmpty && own.isEmpty }

  /// The values for one resource.
  func values(for resource: Resource) -> Values {
    Values(own: own["\(resource.type)/\(resource.id)"] ?? [:], general: general)
  }
}
