import AWSClient
import Annals
import Foundation

/// Turns JSON into DynamoDB's values, and notes what these do not hold exactly.
struct AttributeEncoder {
  /// Levels of maps and lists that an item takes from here; DynamoDB has 32 in all.
  static let maximumDepth = 30

  /// How numbers were written, by their place in the order of the walk, where DynamoDB writes them in another way.
  private(set) var numberTexts: [(index: Int, text: String)] = []
  /// Whether something was left out or replaced.
  private(set) var isLossy = false
  private var numbers = 0

  mutating func value(_ object: JSONObject) -> AttributeValue { map(object, depth: 1) }

  private mutating func value(_ json: JSONValue, depth: Int) -> AttributeValue {
    switch json {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .string(let text): return .s(text)
    case .number(let number):
      let text = number.description
      if !NumberSpelling.isKept(text) { numberTexts.append((numbers, text)) }
      numbers += 1
      return .n(text)
    case .array(let elements):
      guard depth < Self.maximumDepth else { return tooDeep() }
      return .l(elements.map { value($0, depth: depth + 1) })
    case .object(let object):
      guard depth < Self.maximumDepth else { return tooDeep() }
      return map(object, depth: depth + 1)
    }
  }

  private mutating func map(_ object: JSONObject, depth: Int) -> AttributeValue {
    var members: [AttributeMap.Member] = []
    members.reserveCapacity(object.count)
    for member in object.members {
      // DynamoDB has no name without characters, and none over 64 KB.
      guard (1...65_535).contains(member.name.utf8.count) else {
        isLossy = true
        continue
      }
      members.append(.init(name: member.name, value: value(member.value, depth: depth)))
    }
    return .m(AttributeMap(unordered: members))
  }

  private mutating func tooDeep() -> AttributeValue {
    isLossy = true
    return .s("[nested over \(Self.maximumDepth) levels: see \(Attribute.exact)]")
  }

  /// The noted numbers as one text, `4:1.0 17:-0`; `nil` where there are none.
  var numberText: String? {
    numberTexts.isEmpty ? nil : numberTexts.map { "\($0.index):\($0.text)" }.joined(separator: " ")
  }
}

/// Turns DynamoDB's values into JSON, sets and bytes of other writers included.
struct AttributeDecoder {
  private var texts: [Int: String] = [:]
  private var numbers = 0

  /// A decoder; `numberText` is what the encoder noted.
  init(numberText: String? = nil) {
    for part in numberText?.utf8.split(separator: UInt8(ascii: " ")) ?? [] {
      guard let colon = part.firstIndex(of: UInt8(ascii: ":")), let index = Int(Substring(part[..<colon])) else { continue }
      texts[index] = String(Substring(part[part.index(after: colon)...]))
    }
  }

  mutating func object(_ map: AttributeMap) -> JSONObject {
    JSONObject(map.members.map { ($0.name, value($0.value)) })
  }

  mutating func value(_ value: AttributeValue) -> JSONValue {
    switch value {
    case .null: .null
    case .bool(let value): .bool(value)
    case .s(let text): .string(text)
    case .n(let text): number(text)
    case .b(let bytes): .string(Data(bytes).base64EncodedString())
    case .m(let map): .object(object(map))
    case .l(let values): .array(values.map { self.value($0) })
    // A set has no order of its own: its smallest first, so that it reads the same each time.
    case .ss(let texts): .array(texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { .string($0) })
    case .ns(let texts): .array(texts.map(Self.plain).sorted { ($0.number?.double ?? 0) < ($1.number?.double ?? 0) })
    case .bs(let values):
      .array(values.sorted { $0.lexicographicallyPrecedes($1) }.map { .string(Data($0).base64EncodedString()) })
    }
  }

  private mutating func number(_ text: String) -> JSONValue {
    defer { numbers += 1 }
    // Somebody may have changed the item since: a spelling of another number is none.
    if let spelling = texts[numbers], NumberSpelling.isSameNumber(spelling, text), let number = JSONNumber(checked: spelling) {
      return .number(number)
    }
    return Self.plain(text)
  }

  private static func plain(_ text: String) -> JSONValue { JSONNumber(checked: text).map(JSONValue.number) ?? .string(text) }
}
