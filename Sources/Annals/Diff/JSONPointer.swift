/// The place of a value within another (RFC 6901): `/items/0/body`; empty for the value itself.
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
  /// The names and indices on the way, from the outside in.
  public let names: [String]

  /// The value itself.
  public static let root = JSONPointer(names: [])

  /// A place by the names on the way to it.
  public init(names: [String]) { self.names = names }

  /// Whether it is the value itself.
  public var isRoot: Bool { names.isEmpty }

  /// The place of a member or an element within what is here.
  public func appending(_ name: String) -> JSONPointer { JSONPointer(names: names + [name]) }

  /// The place of an element of the list that is here.
  public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

  /// The pointer's text, `~` written as `~0` and `/` as `~1`.
  public var description: String { names.reduce(into: "") { $0 += "/" + JSONPath.escaped($1) } }

  /// By the names' UTF-8 bytes.
  public static func == (left: JSONPointer, right: JSONPointer) -> Bool {
    left.names.elementsEqual(right.names) { $0.hasSameBytes(as: $1) }
  }
}
