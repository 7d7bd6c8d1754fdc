/// A resource's type: 1 to 64 characters (Unicode scalars), upper case, no `#` (it separates the parts of a key) and no control character.
public struct ResourceType: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The type's name, in upper case.
  public let name: String

  /// The type that Annals' own records have: losses, and who looked at history.
  public static let history = ResourceType(checked: "HISTORY")

  /// The most characters that a type may have, as Unicode scalars: a `Character` may be any number of bytes.
  public static let maximumLength = 64

  /// Makes a type from its name in any case. Throws `invalidResourceType`.
  public init(_ text: String) throws(HistoryError) {
    if let problem = Self.problem(in: text) { throw HistoryError(.invalidResourceType, problem) }
    name = text.uppercased()
  }

  private init(checked name: String) { self.name = name }

  /// The nearest valid type, for where an operation must not be lost because its type is not one.
  package init(coercing text: String) {
    guard Self.problem(in: text) != nil else {
      name = text.uppercased()
      return
    }
    var kept = String.UnicodeScalarView()
    for scalar in text.uppercased().unicodeScalars.prefix(Self.maximumLength) {
      kept.append(scalar == "#" || scalar.properties.generalCategory == .control ? "_" : scalar)
    }
    name = kept.isEmpty ? "UNKNOWN" : String(kept)
  }

  private static func problem(in text: String) -> String? {
    // Upper-casing can lengthen a text ("ß"), so the length is that of the name.
    let length = text.uppercased().unicodeScalars.count
    guard (1...maximumLength).contains(length) else { return "a resource type has 1 to 64 characters, not \(length)" }
    if text.utf8.contains(UInt8(ascii: "#")) {
      return "a resource type has no #, which separates the parts of a key: \"\(text)\" has one"
    }
    if text.hasControlCharacters {
      return "a resource type has no control characters"
    }
    return nil
  }

  /// The type's name.
  public var description: String { name }

  /// By the names' UTF-8 bytes, as stores compare them.
  public static func == (left: ResourceType, right: ResourceType) -> Bool { left.name.hasSameBytes(as: right.name) }
  /// By the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
  /// By the names' UTF-8 bytes.
  public static func < (left: ResourceType, right: ResourceType) -> Bool {
    left.name.precedesByBytes(right.name)
  }
}

/// What history is kept of: a type and an id.
public struct Resource: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The resource's type.
  public let type: ResourceType
  /// The resource's id: any text of 1 to 1,024 bytes in UTF-8, `#` and `/` included.
  public let id: String

  /// The most bytes that an id may have.
  public static let maximumIDLength = 1024

  /// Makes a resource. Throws `invalidResourceID`.
  public init(type: ResourceType, id: String) throws(HistoryError) {
    let length = id.utf8.count
    guard (1...Self.maximumIDLength).contains(length) else {
      throw HistoryError(.invalidResourceID, "a resource id has 1 to 1,024 bytes in UTF-8, not \(length)")
    }
    self.type = type
    self.id = id
  }

  /// Makes a resource from the type's name in any case. Throws `invalidResourceType` or `invalidResourceID`.
  public init(_ type: String, _ id: String) throws(HistoryError) { try self.init(type: ResourceType(type), id: id) }

  /// The nearest valid resource, for where an operation must not be lost because its id is not one.
  package init(coercing type: String, _ id: String) {
    self.type = ResourceType(coercing: type)
    let length = id.utf8.count
    if (1...Self.maximumIDLength).contains(length) {
      self.id = id
    } else if length == 0 {
      self.id = "unknown"
    } else {
      let mark = "…[\(length) bytes, sha256:\(TextDigest(of: id))]"
      self.id = id.prefix(utf8Bytes: Self.maximumIDLength - mark.utf8.count) + mark
    }
  }

  private init(checked type: ResourceType, _ id: String) {
    self.type = type
    self.id = id
  }

  /// What records of loss are about.
  package static let recorder = Resource(checked: .history, "recorder")

  /// `TYPE#id`.
  public var description: String { "\(type)#\(id)" }

  /// By type and the ids' UTF-8 bytes, as stores compare them: an `é` of one code point and one of two are two ids.
  public static func == (left: Resource, right: Resource) -> Bool { left.type == right.type && left.id.hasSameBytes(as: right.id) }
  /// By type and id.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(id)
  }
  /// By type, then by the ids' UTF-8 bytes.
  public static func < (left: Resource, right: Resource) -> Bool {
    left.type == right.type ? left.id.precedesByBytes(right.id) : left.type < right.type
  }
}
