/// A value as DynamoDB keeps it.
public indirect enum AttributeValue: Hashable, Sendable {
  /// A text.
  case s(String)
  /// A number by its exact text: up to 38 digits, none of them lost on the way.
  case n(String)
  /// Bytes.
  case b([UInt8])
  /// A truth value.
  case bool(Bool)
  /// Nothing, said explicitly.
  case null
  /// Values by name.
  case m(AttributeMap)
  /// Values in order.
  case l([AttributeValue])
  /// A set of texts; DynamoDB keeps no order and refuses an empty one.
  case ss([String])
  /// A set of numbers.
  case ns([String])
  /// A set of byte strings.
  case bs([[UInt8]])

  /// A whole number.
  public static func n(_ value: Int) -> AttributeValue { .n(String(value)) }

  /// The text, where it is one.
  public var string: String? { if case .s(let value) = self { value } else { nil } }
  /// The number's text, where it is one.
  public var number: String? { if case .n(let value) = self { value } else { nil } }
  /// The number as a whole one, where it is one and fits.
  public var int: Int? { number.flatMap { Int($0) } }
  /// The bytes, where it is some.
  public var bytes: [UInt8]? { if case .b(let value) = self { value } else { nil } }
  /// The map, where it is one.
  public var map: AttributeMap? { if case .m(let value) = self { value } else { nil } }

  /// The bytes that DynamoDB counts for the value, towards its 400 KB an item.
  ///
  /// Source: DynamoDB Developer Guide, "Item sizes and formats". A number's size is "approximately" known; this takes the upper bound.
  public var size: Int {
    switch self {
    case .s(let text): text.utf8.count
    case .n(let text): Self.numberSize(text)
    case .b(let bytes): bytes.count
    case .bool, .null: 1
    case .m(let map): 3 + map.members.reduce(0) { $0 + 1 + $1.name.utf8.count + $1.value.size }
    case .l(let values): 3 + values.reduce(0) { $0 + 1 + $1.size }
    case .ss(let texts): texts.reduce(0) { $0 + $1.utf8.count }
    case .ns(let texts): texts.reduce(0) { $0 + Self.numberSize($1) }
    case .bs(let values): values.reduce(0) { $0 + $1.count }
    }
  }

  private static func numberSize(_ text: String) -> Int {
    let digits = text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.count { (0x30...0x39).contains($0) }
    return min(21, (digits + 1) / 2 + 2)
  }
}

extension AttributeValue {
  /// Texts are equal when their bytes are, as DynamoDB compares them: Swift takes two spellings of "é" for one.
  public static func == (left: AttributeValue, right: AttributeValue) -> Bool {
    switch (left, right) {
    case (.s(let left), .s(let right)), (.n(let left), .n(let right)): isSame(left, right)
    case (.ss(let left), .ss(let right)), (.ns(let left), .ns(let right)): left.elementsEqual(right, by: isSame)
    case (.b(let left), .b(let right)): left == right
    case (.bs(let left), .bs(let right)): left == right
    case (.bool(let left), .bool(let right)): left == right
    case (.m(let left), .m(let right)): left == right
    case (.l(let left), .l(let right)): left == right
    case (.null, .null): true
    default: false
    }
  }

  private static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}

extension AttributeValue {
  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      switch self {
      case .s(let text): writer.field("S", text)
      case .n(let text): writer.field("N", text)
      case .b(let bytes):
        writer.name("B")
        writer.base64(bytes)
      case .bool(let value): writer.field("BOOL", value)
      case .null: writer.field("NULL", true)
      case .m(let map):
        writer.name("M")
        map.write(to: &writer)
      case .l(let values):
        writer.name("L")
        writer.array(values) { $1.write(to: &$0) }
      case .ss(let texts):
        writer.name("SS")
        writer.array(texts) { $0.string($1) }
      case .ns(let texts):
        writer.name("NS")
        writer.array(texts) { $0.string($1) }
      case .bs(let values):
        writer.name("BS")
        writer.array(values) { $0.base64($1) }
      }
    }
  }

  init(from reader: inout JSONReader) throws(JSONReader.Fault) {
    var value: AttributeValue?
    try reader.object { (reader, type) throws(JSONReader.Fault) in
      switch type {
      case "S": value = .s(try reader.string())
      case "N": value = .n(try reader.string())
      case "B": value = .b(try reader.base64())
      case "BOOL": value = .bool(try reader.bool())
      case "NULL":
        _ = try reader.bool()
        value = .null
      case "M": value = .m(try AttributeMap(from: &reader))
      case "L": value = .l(try reader.array { (reader) throws(JSONReader.Fault) in try AttributeValue(from: &reader) })
      case "SS": value = .ss(try reader.array { (reader) throws(JSONReader.Fault) in try reader.string() })
      case "NS": value = .ns(try reader.array { (reader) throws(JSONReader.Fault) in try reader.string() })
      case "BS": value = .bs(try reader.array { (reader) throws(JSONReader.Fault) in try reader.base64() })
      default: try reader.skip()
      }
    }
    guard let value else { throw reader.fault("an attribute value without a known type") }
    self = value
  }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  /// A text.
  public init(stringLiteral value: String) { self = .s(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .n(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension AttributeValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  /// A list.
  public init(arrayLiteral elements: AttributeValue...) { self = .l(elements) }
  /// A map; a name that comes twice keeps its last value.
  public init(dictionaryLiteral elements: (String, AttributeValue)...) { self = .m(AttributeMap(elements)) }
}
