/// One value of JSON, its numbers kept digit by digit.
///
/// Two values are equal when they have the same bytes as JSON: unlike Swift's, strings that are canonically equivalent are not equal.
public enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// By what is written: strings and names by their UTF-8 bytes, numbers by their text.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  /// Reads JSON text in UTF-8 (RFC 8259); numbers keep every digit, and what nests over 100 levels becomes a marker.
  ///
  /// Throws `invalidJSON`, naming the place, where it is no JSON, has a name twice in one object, or a number that DynamoDB does not keep.
  public init(parsing text: some Sequence<UInt8>) throws(HistoryError) { self = try JSONParser.parse(text) }

  /// The text, when this is a string.
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The truth value, when this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The number, when this is one.
  public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
  /// The elements, when this is an array.
  public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  /// The object, when this is one.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
  /// Whether this is JSON's `null`.
  public var isNull: Bool { self == .null }

  /// About how many bytes the value has as JSON, escapes left out of account.
  package var approximateSize: Int {
    switch self {
    case .null, .bool: 5
    case .number(let number): number.description.utf8.count + 1
    case .string(let text): text.utf8.count + 3
    case .array(let elements): elements.reduce(2) { $0 + $1.approximateSize }
    case .object(let object): object.approximateSize
    }
  }

  /// The word for this kind of value, as error sentences use it.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a Boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number; one of more than 38 significant digits becomes a string of them.
  public init(integerLiteral value: Int128) { self = JSONNumber(exactly: value).map(JSONValue.number) ?? .string(String(value)) }
  /// A number as `Double` has it, which keeps 15 to 17 digits: for more, give `JSONNumber` the text. One that is out of range becomes a string.
  public init(floatLiteral value: Double) {
    self = JSONNumber(exactly: value).map(JSONValue.number) ?? .string(value.description)
  }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; a name that comes twice keeps its last value.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
