/// Who asks, and what they may.
public struct Principal: Hashable, Sendable {
  /// How it is known who asks.
  public enum Proof: String, Hashable, Sendable {
    /// Nothing was checked: authentication is off.
    case none
    /// An API key.
    case key
    /// A token of an identity provider.
    case token
    /// A header of a trusted proxy.
    case proxy
    /// The service in which the routes are mounted said so.
    case service
  }

  /// Who.
  public let user: User
  /// What they are.
  public let roles: Set<Role>
  /// What cuts their roles down.
  public let scope: AccessScope
  /// How it is known.
  public let proof: Proof
  /// The key's id where a key was the proof: not a secret.
  public let keyID: String?

  /// Someone whose identity is proven.
  public init(user: User, roles: Set<Role>, scope: AccessScope = .everything, proof: Proof = .service, keyID: String? = nil) {
    self.user = user
    self.roles = roles
    self.scope = scope
    self.proof = proof
    self.keyID = keyID
  }

  /// Everyone, where authentication is off.
  public static let anyone = Principal(user: .system, roles: [.admin], proof: .none)

  /// All that the roles allow.
  public var permissions: Set<Permission> { roles.reduce(into: []) { $0.formUnion($1.permissions) } }

  /// Whether the roles allow it.
  public func may(_ permission: Permission) -> Bool { roles.contains { $0.permissions.contains(permission) } }
}
