/// Who did an operation: a name or id of 1 to 256 bytes in UTF-8, without control characters.
public struct User: Hashable, Sendable, CustomStringConvertible {
  /// The user's name or id.
  public let id: String

  /// Who did what no person did.
  public static let system = User(checked: "system")
  /// The most bytes that a user's id may have.
  public static let maximumLength = 256

  /// Makes a user. Throws `invalidUser`.
  public init(_ id: String) throws(HistoryError) {
    let length = id.utf8.count
    guard (1...Self.maximumLength).contains(length) else {
      throw HistoryError(.invalidUser, "a user id has 1 to 256 bytes in UTF-8, not \(length)")
    }
    guard !id.hasControlCharacters else {
      throw HistoryError(.invalidUser, "a user id has no control characters")
    }
    self.id = id
  }

  private init(checked id: String) { self.id = id }

  /// The nearest valid user, for where an operation must not be lost because its user is not one.
  package init(coercing id: String) {
    if let user = try? User(id) {
      self = user
    } else {
      let kept = String(id.unicodeScalars.filter { $0.properties.generalCategory != .control }.map(Character.init))
      self = kept.isEmpty ? .system : User(checked: kept.prefix(utf8Bytes: Self.maximumLength))
    }
  }

  /// The user's id.
  public var description: String { id }

  /// By the ids' UTF-8 bytes, as stores compare them.
  public static func == (left: User, right: User) -> Bool { left.id.hasSameBytes(as: right.id) }
  /// By the id.
  public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
