import Crypto

/// An API key as it is kept: who has it and what they may. Its secret is not kept, only the SHA-256 of it.
///
/// A fast hash is right here: the secret is 256 random bits, which nobody guesses however fast each guess is. Slow hashes are for passwords,
/// which people choose; here one would only let a flood of wrong keys cost the server more than its sender.
public struct AccessKey: Hashable, Sendable {
  /// Whether a key opens anything.
  public enum State: String, Hashable, Sendable {
    case active
    case expired
    case revoked
  }

  /// Which key it is: twelve letters and digits, not a secret.
  public let id: String
  /// Who acts with it.
  public let user: User
  /// What they are.
  public let roles: Set<Role>
  /// What cuts their roles down.
  public let scope: AccessScope
  /// What it is for, for people.
  public let name: String?
  /// When it was made.
  public let created: Timestamp
  /// The first moment at which it opens nothing any more; `nil` for none.
  public internal(set) var expires: Timestamp?
  /// When it was revoked.
  public internal(set) var revoked: Timestamp?
  /// The key that it was made in the place of.
  public let rotatedFrom: String?
  /// The SHA-256 of the secret.
  let digest: [UInt8]

  /// The most bytes that a name may have.
  public static let maximumNameLength = 100

  init(
    _ text: AccessKeyText, user: User, roles: Set<Role>, scope: AccessScope, name: String?, created: Timestamp, expires: Timestamp?,
    rotatedFrom: String? = nil
  ) {
    id = text.id
    self.user = user
    self.roles = roles
    self.scope = scope
    self.name = name
    self.created = created
    self.expires = expires
    self.rotatedFrom = rotatedFrom
    digest = Self.digest(of: text.secret)
  }

  /// Whether it opens anything at a moment.
  public func state(at moment: Timestamp) -> State {
    if revoked != nil { return .revoked }
    return expires.map { $0 <= moment } ?? false ? .expired : .active
  }

  /// Who acts with it.
  var principal: Principal { Principal(user: user, roles: roles, scope: scope, proof: .key, keyID: id) }

  /// Whether this is its secret, found out in a time that depends on neither.
  func isSecret(_ secret: String) -> Bool { Self.matches(secret, digest) }

  /// Spends the time that comparing takes, where there is no key to compare with.
  static func compareWithNothing(_ secret: String) { _ = matches(secret, [UInt8](repeating: 0, count: SHA256.byteCount)) }

  /// The hashes are compared, never the secrets: what agrees in them says nothing of the secret's beginning, and swift-crypto's `==` on digests
  /// looks at all bytes.
  private static func matches(_ secret: String, _ digest: [UInt8]) -> Bool { SHA256.hash(data: Array(secret.utf8)) == digest }

  private static func digest(of secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }
}

extension AccessKey {
  /// The key as JSON, without its hash.
  public var json: JSONObject {
    var json: JSONObject = [
      "id": .string(id), "user": .string(user.id), "roles": .array(roles.map(\.rawValue).sorted().map(JSONValue.string)),
      "scope": .object(scope.json), "created": .string(created.description),
    ]
    json["name"] = name.map(JSONValue.string)
    json["expires"] = expires.map { .string($0.description) }
    json["revoked"] = revoked.map { .string($0.description) }
    json["rotated_from"] = rotatedFrom.map(JSONValue.string)
    return json
  }

  /// The key as its document holds it.
  var document: [UInt8] {
    var json = json
    json["secret_sha256"] = .string(hexadecimal(digest))
    return Array(JSONWriter.text(of: json).utf8)
  }

  /// Reads a key's document. Throws `invalidDocument`, for a key that cannot be read opens nothing.
  init(document: StoredDocument) throws(HistoryError) {
    do throws(HistoryError) {
      guard let json = try JSONParser.parse(document.content).object else {
        throw HistoryError(.invalidDocument, "it is no JSON object")
      }
      try self.init(json)
      guard AccessKeys.documentName(id) == document.name else {
        throw HistoryError(.invalidDocument, "it is of the key \(id.prefix(40))")
      }
    } catch {
      throw HistoryError(
        .invalidDocument,
        "the document \(document.name) is no key as this version writes it (\(error.description)): revoke or make it anew",
        underlying: error)
    }
  }

  private init(_ json: JSONObject) throws(HistoryError) {
    func text(_ name: String) throws(HistoryError) -> String {
      guard let text = json[name]?.string else { throw HistoryError(.invalidDocument, "\(name) is missing or no string") }
      return text
    }
    func moment(_ name: String) throws(HistoryError) -> Timestamp? {
      json[name] == nil ? nil : try Timestamp(text(name))
    }
    id = try text("id")
    user = try User(text("user"))
    roles = try Role.set(json["roles"])
    guard let scope = json["scope"]?.object else { throw HistoryError(.invalidDocument, "scope is missing or no object") }
    self.scope = try AccessScope(json: scope)
    name = json["name"]?.string
    created = try Timestamp(text("created"))
    expires = try moment("expires")
    revoked = try moment("revoked")
    rotatedFrom = json["rotated_from"]?.string
    guard let digest = TextDigest(hexadecimal: try text("secret_sha256")) else {
      throw HistoryError(.invalidDocument, "secret_sha256 is no SHA-256")
    }
    self.digest = digest.bytes
  }
}

extension Role {
  /// Reads roles from JSON: an array of their names, at least one. Throws `invalidAccess`.
  package static func set(_ json: JSONValue?) throws(HistoryError) -> Set<Role> {
    var roles: Set<Role> = []
    for value in json?.array ?? [] { roles.insert(try Role(named: value.string ?? value.kind)) }
    guard !roles.isEmpty else { throw HistoryError(.invalidAccess, "no role is given: give one of \(Role.names)") }
    return roles
  }

  /// The role of a name. Throws `invalidAccess`.
  public init(named name: String) throws(HistoryError) {
    guard let role = Role(rawValue: name) else {
      throw HistoryError(.invalidAccess, "\"\(name.prefix(40))\" is no role: give one of \(Role.names)")
    }
    self = role
  }

  /// All names, for sentences.
  public static let names = Role.allCases.map(\.rawValue).joined(separator: ", ")
}
