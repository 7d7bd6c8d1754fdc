extension Resource {
  /// What the ids of records about access begin with: who looked at history, and what was done to it.
  package static let accessPrefix = "access/"
  private static let lookPrefix = accessPrefix + "resource/"

  /// Whether the records of this resource tell of access to history itself, and so have a retention of their own.
  package var isAccess: Bool { type == .history && id.utf8.starts(with: Self.accessPrefix.utf8) }

  /// What records of access to a part of history are about: `access/recent`, `access/keys/ID`. Cut where it is too long.
  package static func access(_ part: String) -> Resource { Resource(coercing: ResourceType.history.name, accessPrefix + part) }

  /// What records of looks at a resource are about: `access/resource/PROMPT/p-1`; a `/` in the type is written `%2F`.
  package static func access(to resource: Resource) -> Resource {
    let type = resource.type.name.replacing("%", with: "%25").replacing("/", with: "%2F")
    return Resource(coercing: ResourceType.history.name, "\(lookPrefix)\(type)/\(resource.id)")
  }

  /// The resource that the records of this one tell looks at; `nil` where they tell of something else.
  package var lookedAt: Resource? {
    guard isAccess, id.utf8.starts(with: Self.lookPrefix.utf8) else { return nil }
    let rest = id.utf8.dropFirst(Self.lookPrefix.utf8.count)
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let type = String(Substring(rest[..<slash])).replacing("%2F", with: "/").replacing("%25", with: "%")
    return try? Resource(type, String(Substring(rest[rest.index(after: slash)...])))
  }
}
