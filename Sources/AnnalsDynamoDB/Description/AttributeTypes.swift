public import AWSClient
public import Annals
import Foundation

/// A type of DynamoDB's that JSON does not tell: bytes are a text in a state, a set is a list.
public enum AttributeType: String, CaseIterable, Hashable, Sendable {
  case text
  case number
  case binary
  case textSet = "text set"
  case numberSet = "number set"
  case binarySet = "binary set"

  var isSet: Bool { [.textSet, .numberSet, .binarySet].contains(self) }
}

/// Which attributes have types that JSON does not tell, by their place: names joined by dots, lists passed through.
public struct AttributeTypes: Hashable, Sendable {
  /// The member of a record's metadata that tells the types of its states.
  static let name = "attribute_types"

  /// The types by place: `tags`, `profile.photo`.
  public var types: [String: AttributeType]

  /// Types by place.
  public init(_ types: [String: AttributeType] = [:]) { self.types = types }

  /// The types that an item has and JSON does not tell: bytes and sets.
  public init(of item: AttributeMap) {
    types = [:]
    for member in item.members { note(member.value, at: member.name) }
  }

  /// The types that a record tells of its states, as a baseline's records do.
  public init(of record: HistoryRecord) {
    types = [:]
    for member in record.metadata[Self.name]?.object?.members ?? [] {
      types[member.name] = member.value.string.flatMap(AttributeType.init(rawValue:))
    }
  }

  /// These types, and of the others what these do not say.
  public func merging(_ others: AttributeTypes) -> AttributeTypes {
    AttributeTypes(types.merging(others.types, uniquingKeysWith: { own, _ in own }))
  }

  /// The types as metadata; `nil` where there are none.
  var json: JSONObject? {
    types.isEmpty ? nil : JSONObject(types.map { ($0.key, .string($0.value.rawValue)) })
  }

  /// The attributes of a state. Throws `invalidState` where a value is not of its type.
  public func item(_ state: JSONObject) throws(HistoryError) -> AttributeMap { try map(state, at: nil) }

  private mutating func note(_ value: AttributeValue, at place: String) {
    switch value {
    case .b: types[place] = .binary
    case .ss: types[place] = .textSet
    case .ns: types[place] = .numberSet
    case .bs: types[place] = .binarySet
    case .m(let map): for member in map.members { note(member.value, at: "\(place).\(member.name)") }
    case .l(let values): for value in values { note(value, at: place) }
    case .s, .n, .bool, .null: break
    }
  }

  private func map(_ object: JSONObject, at place: String?) throws(HistoryError) -> AttributeMap {
    var members: [AttributeMap.Member] = []
    for member in object.members {
      guard let value = try value(member.value, at: place.map { "\($0).\(member.name)" } ?? member.name) else { continue }
      members.append(.init(name: member.name, value: value))
    }
    return AttributeMap(unordered: members)
  }

  /// The value; `nil` for an empty set, which DynamoDB does not have.
  private func value(_ json: JSONValue, at place: String) throws(HistoryError) -> AttributeValue? {
    if let type = types[place], !json.isNull, let typed = try typed(json, type, at: place) { return typed.value }
    switch json {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .string(let text): return .s(text)
    case .number(let number): return .n(number.description)
    case .object(let object): return .m(try map(object, at: place))
    case .array(let elements):
      var values: [AttributeValue] = []
      for element in elements { values.append(try value(element, at: place) ?? .l([])) }
      return .l(values)
    }
  }

  private struct Typed {
    var value: AttributeValue?
  }

  /// The value of a type; `nil` where the type is that of elements deeper in lists.
  private func typed(_ json: JSONValue, _ type: AttributeType, at place: String) throws(HistoryError) -> Typed? {
    switch (type, json) {
    case (.text, .string(let text)): return Typed(value: .s(text))
    case (.number, .number(let number)): return Typed(value: .n(number.description))
    case (.number, .string(let text)) where ExactDecimal(text) != nil: return Typed(value: .n(text))
    case (.binary, .string(let text)):
      if let data = Data(base64Encoded: text) { return Typed(value: .b(Array(data))) }
    case (.textSet, .array(let elements)):
      let texts = elements.compactMap(\.string)
      if texts.count == elements.count { return Typed(value: texts.isEmpty ? nil : .ss(texts)) }
    case (.numberSet, .array(let elements)):
      let numbers = elements.compactMap { $0.number?.description }
      if numbers.count == elements.count { return Typed(value: numbers.isEmpty ? nil : .ns(numbers)) }
    case (.binarySet, .array(let elements)):
      let bytes = elements.compactMap { $0.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) } }
      if bytes.count == elements.count { return Typed(value: bytes.isEmpty ? nil : .bs(bytes)) }
    default: break
    }
    if case .array(let elements) = json, !type.isSet || elements.allSatisfy({ $0.array != nil || $0.object != nil }) { return nil }
    throw HistoryError(
      .invalidState, "\(place.quoted(80)) holds \(json.kind) that is no \(type.rawValue): describe its type as it is, or leave the type out"
    )
  }
}
