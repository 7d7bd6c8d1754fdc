import Foundation

/// Turns an `Encodable` into JSON in one pass, without text or `Double` in between.
///
/// Dates become RFC 3339 text in UTC with microseconds, data Base64, URLs their text, decimals their digits. A number that JSON or DynamoDB
/// cannot hold (NaN, infinity, 1e300) becomes a string of its text. What nests deeper than `JSONParser.maximumDepth` becomes a marker.
package enum StateEncoder {
  /// The JSON of a value.
  package static func encode(_ value: some Encodable) throws -> JSONValue {
    let encoder = ValueEncoder(codingPath: [], depth: 0)
    return try encoder.box(value).json
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
private enum EncodedItem {
  case value(JSONValue)
  case object(ObjectBox)
  case array(ArrayBox)

  var json: JSONValue {
    switch self {
    case .value(let value): value
    case .object(let box): .object(JSONObject(unordered: box.members.map { .init(name: $0.name, value: $0.item.json) }))
    case .array(let box): .array(box.elements.map(\.json))
    }
  }
}

private final class ObjectBox {
  var members: [(name: String, item: EncodedItem)] = []
}

private final class ArrayBox {
  var elements: [EncodedItem] = []
}

private struct IndexKey: CodingKey {
  let stringValue: String
  let intValue: Int?
  init(_ index: Int) {
    stringValue = String(index)
    intValue = index
  }
  init?(stringValue: String) { nil }
  init?(intValue: Int) { self.init(intValue) }
  static let `super` = SuperKey()
}

private struct SuperKey: CodingKey {
  var stringValue: String { "super" }
  var intValue: Int? { nil }
  init() {}
  init?(stringValue: String) { nil }
  init?(intValue: Int) { nil }
}

private final class ValueEncoder: Encoder {
  let codingPath: [any CodingKey]
  let depth: Int
  var item: EncodedItem?
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(codingPath: [any CodingKey], depth: Int) {
    self.codingPath = codingPath
    self.depth = depth
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object(let box) = item { return KeyedEncodingContainer(ObjectContainer<Key>(box: box, encoder: self)) }
    let box = ObjectBox()
    item = .object(box)
    return KeyedEncodingContainer(ObjectContainer<Key>(box: box, encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .array(let box) = item { return ArrayContainer(box: box, encoder: self) }
    let box = ArrayBox()
    item = .array(box)
    return ArrayContainer(box: box, encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { ValueContainer(encoder: self) }

  /// The item of one value, encoded one level below this encoder.
  func box<T: Encodable>(_ value: T, key: (any CodingKey)? = nil) throws -> EncodedItem {
    if let known = Self.known(value) { return .value(known) }
    guard depth < JSONParser.maximumDepth else {
      return .value(.string("[TRUNCATED: nested over \(JSONParser.maximumDepth) levels]"))
    }
    let encoder = ValueEncoder(codingPath: key.map { codingPath + [$0] } ?? codingPath, depth: depth + 1)
    try value.encode(to: encoder)
    return encoder.item ?? .object(ObjectBox())
  }

  /// Types whose own encoding would lose something or cost more; compared by type first, since a cast costs more than the encoding.
  private static func known<T>(_ value: T) -> JSONValue? {
    if T.self == String.self { return (value as? String).map(JSONValue.string) }
    if T.self == JSONObject.self { return (value as? JSONObject).map(JSONValue.object) }
    if T.self == JSONValue.self { return value as? JSONValue }
    if T.self == Date.self { return (value as? Date).map { .string(Timestamp($0).description) } }
    if T.self == Decimal.self { return (value as? Decimal).map { number(JSONNumber(checked: $0.description), $0.description) } }
    if T.self == URL.self { return (value as? URL).map { .string($0.absoluteString) } }
    if T.self == Data.self { return (value as? Data).map { .string($0.base64EncodedString()) } }
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

private struct ObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let box: ObjectBox
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func set(_ value: JSONValue, _ key: Key) { box.members.append((key.stringValue, .value(value))) }

  func encodeNil(forKey key: Key) { set(.null, key) }
  func encode(_ value: Bool, forKey key: Key) { set(.bool(value), key) }
  func encode(_ value: String, forKey key: Key) { set(.string(value), key) }
  func encode(_ value: Double, forKey key: Key) { set(ValueEncoder.floating(value), key) }
  func encode(_ value: Float, forKey key: Key) { set(ValueEncoder.floating(value), key) }
  func encode(_ value: Int, forKey key: Key) { set(.number(JSONNumber(value)), key) }
  func encode(_ value: Int8, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: Int16, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: Int32, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: Int64, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: Int128, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: UInt, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: UInt8, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: UInt16, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: UInt32, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: UInt64, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode(_ value: UInt128, forKey key: Key) { set(ValueEncoder.whole(value), key) }
  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    box.members.append((key.stringValue, try encoder.box(value, key: key)))
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    superEncoder(forKey: key).container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    superEncoder(forKey: key).unkeyedContainer()
  }
  func superEncoder() -> any Encoder { LateEncoder.inObject(box, name: "super", key: SuperKey(), of: encoder) }
  func superEncoder(forKey key: Key) -> any Encoder { LateEncoder.inObject(box, name: key.stringValue, key: key, of: encoder) }
}

private struct ArrayContainer: UnkeyedEncodingContainer {
  let box: ArrayBox
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { box.elements.count }

  private func add(_ value: JSONValue) { box.elements.append(.value(value)) }

  func encodeNil() { add(.null) }
  func encode(_ value: Bool) { add(.bool(value)) }
  func encode(_ value: String) { add(.string(value)) }
  func encode(_ value: Double) { add(ValueEncoder.floating(value)) }
  func encode(_ value: Float) { add(ValueEncoder.floating(value)) }
  func encode(_ value: Int) { add(.number(JSONNumber(value))) }
  func encode(_ value: Int8) { add(ValueEncoder.whole(value)) }
  func encode(_ value: Int16) { add(ValueEncoder.whole(value)) }
  func encode(_ value: Int32) { add(ValueEncoder.whole(value)) }
  func encode(_ value: Int64) { add(ValueEncoder.whole(value)) }
  func encode(_ value: Int128) { add(ValueEncoder.whole(value)) }
  func encode(_ value: UInt) { add(ValueEncoder.whole(value)) }
  func encode(_ value: UInt8) { add(ValueEncoder.whole(value)) }
  func encode(_ value: UInt16) { add(ValueEncoder.whole(value)) }
  func encode(_ value: UInt32) { add(ValueEncoder.whole(value)) }
  func encode(_ value: UInt64) { add(ValueEncoder.whole(value)) }
  func encode(_ value: UInt128) { add(ValueEncoder.whole(value)) }
  func encode<T: Encodable>(_ value: T) throws {
    box.elements.append(try encoder.box(value, key: IndexKey(count)))
  }

  func nestedContainer<NestedKey: CodingKey>(keyedBy keyType: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
    superEncoder().container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }
  func superEncoder() -> any Encoder { LateEncoder.inArray(box, of: encoder) }
}

private struct ValueContainer: SingleValueEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func set(_ value: JSONValue) { encoder.item = .value(value) }

  func encodeNil() { set(.null) }
  func encode(_ value: Bool) { set(.bool(value)) }
  func encode(_ value: String) { set(.string(value)) }
  func encode(_ value: Double) { set(ValueEncoder.floating(value)) }
  func encode(_ value: Float) { set(ValueEncoder.floating(value)) }
  func encode(_ value: Int) { set(.number(JSONNumber(value))) }
  func encode(_ value: Int8) { set(ValueEncoder.whole(value)) }
  func encode(_ value: Int16) { set(ValueEncoder.whole(value)) }
  func encode(_ value: Int32) { set(ValueEncoder.whole(value)) }
  func encode(_ value: Int64) { set(ValueEncoder.whole(value)) }
  func encode(_ value: Int128) { set(ValueEncoder.whole(value)) }
  func encode(_ value: UInt) { set(ValueEncoder.whole(value)) }
  func encode(_ value: UInt8) { set(ValueEncoder.whole(value)) }
  func encode(_ value: UInt16) { set(ValueEncoder.whole(value)) }
  func encode(_ value: UInt32) { set(ValueEncoder.whole(value)) }
  func encode(_ value: UInt64) { set(ValueEncoder.whole(value)) }
  func encode(_ value: UInt128) { set(ValueEncoder.whole(value)) }
  func encode<T: Encodable>(_ value: T) throws { encoder.item = try encoder.box(value) }
}

/// An encoder whose place is kept in its parent now and filled later (`superEncoder`, nested containers).
private final class LateEncoder: Encoder {
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }
  private let depth: Int
  private let fill: (EncodedItem) -> Void

  private init(codingPath: [any CodingKey], depth: Int, fill: @escaping (EncodedItem) -> Void) {
    self.codingPath = codingPath
    self.depth = depth
    self.fill = fill
  }

  static func inObject(_ box: ObjectBox, name: String, key: any CodingKey, of encoder: ValueEncoder) -> LateEncoder {
    let place = box.members.count
    box.members.append((name, .value(.object([:]))))
    return LateEncoder(codingPath: encoder.codingPath + [key], depth: encoder.depth + 1) { box.members[place].item = $0 }
  }

  static func inArray(_ box: ArrayBox, of encoder: ValueEncoder) -> LateEncoder {
    let place = box.elements.count
    box.elements.append(.value(.object([:])))
    return LateEncoder(codingPath: encoder.codingPath + [IndexKey(place)], depth: encoder.depth + 1) { box.elements[place] = $0 }
  }

  private func encoder(filling item: EncodedItem) -> ValueEncoder {
    fill(item)
    let encoder = ValueEncoder(codingPath: codingPath, depth: depth)
    encoder.item = item
    return encoder
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    encoder(filling: .object(ObjectBox())).container(keyedBy: type)
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer { encoder(filling: .array(ArrayBox())).unkeyedContainer() }
  func singleValueContainer() -> any SingleValueEncodingContainer {
    LateValueContainer(codingPath: codingPath, depth: depth, fill: fill)
  }
}

private struct LateValueContainer: SingleValueEncodingContainer {
  let codingPath: [any CodingKey]
  let depth: Int
  let fill: (EncodedItem) -> Void

  func encodeNil() { fill(.value(.null)) }
  func encode<T: Encodable>(_ value: T) throws { fill(try ValueEncoder(codingPath: codingPath, depth: depth).box(value)) }
}
