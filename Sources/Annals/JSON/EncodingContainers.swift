/// An object that is being encoded.
struct ObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let box: ObjectBox
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func set(_ value: JSONValue, _ key: Key) { add(key.stringValue) { .value(value) } }

  private func add(_ name: String, _ make: () throws -> EncodedItem) rethrows {
    if let item = try encoder.room.item(make) { box.members.append((name, item)) }
  }

  private func later(_ name: String, _ key: any CodingKey) -> ValueEncoder {
    let later = encoder.encoder(at: key)
    add(name) { .later(later) }
    return later
  }

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
    try add(key.stringValue) { try encoder.item(of: value, at: key) }
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    nested(key).container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { later("super", SuperKey()) }
  func superEncoder(forKey key: Key) -> any Encoder { later(key.stringValue, key) }

  private func nested(_ key: Key) -> ValueEncoder {
    if let nested = box.nested[key.stringValue] { return nested }
    let nested = later(key.stringValue, key)
    box.nested[key.stringValue] = nested
    return nested
  }
}

/// An array that is being encoded.
struct ArrayContainer: UnkeyedEncodingContainer {
  let box: ArrayBox
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { box.elements.count }

  private func add(_ value: JSONValue) { add { .value(value) } }

  private func add(_ make: () throws -> EncodedItem) rethrows {
    if let item = try encoder.room.item(make) { box.elements.append(item) }
  }

  private func later() -> ValueEncoder {
    let later = encoder.encoder(at: IndexKey(count))
    add { .later(later) }
    return later
  }

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
    try add { try encoder.item(of: value, at: IndexKey(count)) }
  }

  func nestedContainer<NestedKey: CodingKey>(keyedBy keyType: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
    later().container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { later().unkeyedContainer() }
  func superEncoder() -> any Encoder { later() }
}

/// A value that is encoded as another.
struct ValueContainer: SingleValueEncodingContainer {
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
  func encode<T: Encodable>(_ value: T) throws { encoder.item = try encoder.item(of: value) }
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
}

private struct SuperKey: CodingKey {
  var stringValue: String { "super" }
  var intValue: Int? { nil }
  init() {}
  init?(stringValue: String) { nil }
  init?(intValue: Int) { nil }
}
