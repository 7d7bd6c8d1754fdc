/// Whose operations an alert is about.
public enum AlertSubject: Hashable, Sendable {
  /// Everybody's.
  case everything
  /// A user's.
  case user(User)
  /// Those on a type.
  case type(ResourceType)
  /// Those on a resource.
  case resource(Resource)

  /// The subject for a person: `user ann@igad.org`.
  public var text: String {
    switch self {
    case .everything: "everything"
    case .user(let user): "user \(user.id)"
    case .type(let type): "type \(type.name)"
    case .resource(let resource): "resource \(resource.type.name) \(resource.id)"
    }
  }

  /// The subject as JSON: `kind` and, but for everything, `user_id`, `resource_type`, `resource_id`.
  public var json: JSONObject {
    switch self {
    case .everything: ["kind": "everything"]
    case .user(let user): ["kind": "user", "user_id": .string(user.id)]
    case .type(let type): ["kind": "type", "resource_type": .string(type.name)]
    case .resource(let resource):
      ["kind": "resource", "resource_type": .string(resource.type.name), "resource_id": .string(resource.id)]
    }
  }

  /// Reads a subject from JSON. Throws `invalidDocument`, `invalidUser`, `invalidResourceType` or `invalidResourceID`.
  init(json: JSONObject) throws(HistoryError) {
    func text(_ name: String) throws(HistoryError) -> String {
      guard let text = json[name]?.string else { throw HistoryError(.invalidDocument, "the subject's \(name) is missing or no string") }
      return text
    }
    switch try text("kind") {
    case "everything": self = .everything
    case "user": self = .user(try User(text("user_id")))
    case "type": self = .type(try ResourceType(text("resource_type")))
    case "resource": self = .resource(try Resource(text("resource_type"), text("resource_id")))
    case let kind: throw HistoryError(.invalidDocument, "the subject's kind is \"\(kind.prefix(20))\"")
    }
  }

  /// What rules' windows know it by.
  var key: UInt64 {
    switch self {
    case .everything: 0
    case .user(let user): ByteHash.hash(user.id)
    case .type(let type): ByteHash.hash(type.name)
    case .resource(let resource): ByteHash.hash(resource.id, ByteHash.hash(resource.type.name))
    }
  }

  /// Whether those who may see a part of history may know of it: all that it is about lies in the part.
  package func isWithin(_ scope: AccessScope, since moment: Timestamp) -> Bool {
    if scope.holdsAllRecords { return true }
    guard scope.since.map({ $0 <= moment }) ?? true else { return false }
    return switch self {
    case .everything: false
    case .user(let user): scope.resourceTypes == nil && scope.idPrefixes == nil && (scope.users?.contains(user) ?? true)
    case .type(let type): scope.users == nil && scope.idPrefixes == nil && (scope.resourceTypes?.contains(type) ?? true)
    case .resource(let resource): scope.users == nil && scope.contains(resource)
    }
  }
}
