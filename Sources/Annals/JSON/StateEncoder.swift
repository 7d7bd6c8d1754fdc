import Foundation

/// Turns an `Encodable` into JSON in one pass, without text or `Double` in between.
///
/// Dates become RFC 3339 text in UTC with microseconds, data Base64, URLs their text, decimals their digits. A number that JSON or DynamoDB
/// cannot hold (NaN, infinity, 1e300) becomes a string of its text. What nests deeper than `JSONParser.maximumDepth` becomes a marker, and so
/// does what follows after `maximumValues`: neither hostile depth nor a graph that leads back to itself can overflow the stack or stall.
package enum StateEncoder {
  /// The most values that are encoded.
  package static let maximumValues = 1_000_000

  /// The JSON of a value.
  package static func encode(_ value: some Encodable, maximumValues: Int = maximumValues) throws -> JSONValue {
    let encoder = ValueEncoder(codingPath: [], depth: 0, calls: 0, room: EncodingRoom(values: maximumValues))
    return try encoder.item(of: value).json
  }

  /// The state of a value: its object, or `{"value": …}` where it encodes as something else. `nil` where it encodes as `null`.
  package static func state(of value: some Encodable) throws -> JSONObject? {
    switch try encode(value) {
    case .object(let object): object
    case .null: nil
    case let other: ["value": other]
    }
  }
}

/// A value that is encoded already, or a container that its encoder may still fill.
enum EncodedItem {
  case value(JSONValue)
  case object(ObjectBox)
  case array(ArrayBox)
  /// The place of a nested container or a `superEncoder`, filled later.
  case later(ValueEncoder)

  var json: JSONValue {
    switch self {
    case .value(let value): value
    case .object(let box): .object(JSONObject(unordered: box.members.map { .init(name: $0.name, value: $0.item.json) }))
    case .array(let box): .array(box.elements.map(\.json))
    case .later(let encoder): encoder.item?.json ?? [:]
    }
  }
}

final class ObjectBox {
  var members: [(name: String, item: EncodedItem)] = []
  /// The nested containers by name: one that is asked for twice is the same one.
  var nested: [String: ValueEncoder] = [:]
}

final class ArrayBox {
  var elements: [EncodedItem] = []
}

/// How many values a state may still have, shared by its encoders.
final class EncodingRoom {
  private let values: Int
  private var left: Int

  init(values: Int) {
    self.values = values
    left = values
  }

  /// The item for one more value: what `make` gives, a marker in the place of the last, and `nil` after that.
  func item(_ make: () throws -> EncodedItem) rethrows -> EncodedItem? {
    guard left > 0 else { return nil }
    left -= 1
    return left > 0 ? try make() : .value(.string("[TRUNCATED: over \(values) values]"))
  }
}

/// Encodes one value.
///
/// Depth counts the containers around the value, as the parser does. A container that would lie too deep is replaced by a marker, and what its
/// owner puts into it is not kept.
final class ValueEncoder: Encoder {
  let codingPath: [any CodingKey]
  let room: EncodingRoom
  var item: EncodedItem?
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  private let depth: Int
  /// How many calls of `encode(to:)` lie around the value: what wraps a value adds a call, but no depth.
  private let calls: Int

  /// Each level of JSON may take an optional or a wrapper beside its container.
  private static let maximumCalls = 2 * JSONParser.maximumDepth + 1

  init(codingPath: [any CodingKey], depth: Int, calls: Int, room: EncodingRoom) {
    self.codingPath = codingPath
    self.depth = depth
    self.calls = calls
    self.room = room
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object(let box) = item { return KeyedEncodingContainer(ObjectContainer<Key>(box: box, encoder: self)) }
    let box = ObjectBox()
    item = fits ? .object(box) : .value(.tooDeep)
    return KeyedEncodingContainer(ObjectContainer<Key>(box: box, encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array(let box) = item { return ArrayContainer(box: box, encoder: self) }
    let box = ArrayBox()
    item = fits ? .array(box) : .value(.tooDeep)
    return ArrayContainer(box: box, encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { ValueContainer(encoder: self) }

  private var fits: Bool { depth < JSONParser.maximumDepth }

  /// The item of the value that this encoder is for.
  func item<T: Encodable>(of value: T) throws -> EncodedItem { try item(of: value, path: codingPath, depth: depth) }

  /// The item of a value inside this encoder's container.
  func item<T: Encodable>(of value: T, at key: @autoclosure () -> any CodingKey) throws -> EncodedItem {
    try item(of: value, path: codingPath + [key()], depth: depth + 1)
  }

  /// The encoder of a value inside this encoder's container, for a place that is filled later.
  func encoder(at key: any CodingKey) -> ValueEncoder {
    // What is not kept needs no path, and endless nesting would make paths of endless length.
    ValueEncoder(codingPath: fits ? codingPath + [key] : codingPath, depth: depth + 1, calls: calls + 1, room: room)
  }

  private func item<T: Encodable>(of value: T, path: @autoclosure () -> [any CodingKey], depth: Int) throws -> EncodedItem {
    if let known = Self.known(value) { return .value(known) }
    if let kept = Self.kept(value) { return .value(kept.cut(toLevels: JSONParser.maximumDepth - depth)) }
    guard depth <= JSONParser.maximumDepth, calls < Self.maximumCalls else { return .value(.tooDeep) }
    let encoder = ValueEncoder(codingPath: path(), depth: depth, calls: calls + 1, room: room)
    try value.encode(to: encoder)
    return encoder.item ?? .object(ObjectBox())
  }

  /// Types whose own encoding would lose something or cost more; compared by type first, since a cast costs more than the encoding.
  private static func known<T>(_ value: T) -> JSONValue? {
    if T.self == String.self { return (value as? String).map(JSONValue.string) }
    if T.self == Int.self { return (value as? Int).map { .number(JSONNumber($0)) } }
    if T.self == Date.self { return (value as? Date).map { .string(Timestamp($0).description) } }
    if T.self == Decimal.self { return (value as? Decimal).map { number(JSONNumber(checked: $0.description), $0.description) } }
    if T.self == URL.self { return (value as? URL).map { .string($0.absoluteString) } }
    if T.self == Data.self { return (value as? Data).map { .string($0.base64EncodedString()) } }
    return nil
  }

  /// What is JSON already.
  private static func kept<T>(_ value: T) -> JSONValue? {
    if T.self == JSONObject.self { return (value as? JSONObject).map(JSONValue.object) }
    if T.self == JSONValue.self { return value as? JSONValue }
    return nil
  }

  static func number(_ number: JSONNumber?, _ text: @autoclosure () -> String) -> JSONValue {
    number.map(JSONValue.number) ?? .string(text())
  }
  static func whole(_ value: some BinaryInteger) -> JSONValue { number(JSONNumber(exactly: value), String(value)) }
  static func floating(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> JSONValue {
    number(JSONNumber(exactly: value), value.description)
  }
}
