public import AWSClient
public import Annals
import Foundation

/// The key of a type's items: how each of its attributes is made of a resource's id, and the way back.
public struct ResourceKey: Hashable, Sendable {
  /// An attribute of the key.
  public struct Attribute: Hashable, Sendable {
    /// The attribute's name.
    public let name: String
    /// How it is made of the id.
    public let template: KeyTemplate
    /// Its type: a text, a number, or bytes, which are Base64 in the id.
    public let type: AttributeType

    /// An attribute of the key.
    public init(name: String, template: KeyTemplate, type: AttributeType = .text) {
      self.name = name
      self.template = template
      self.type = type
    }
  }

  /// The attributes: partition key, and sort key where there is one.
  public let attributes: [Attribute]
  /// The parts that an id has; 1 where it is taken whole.
  public let partCount: Int

  /// A key of one or two attributes. Throws `invalidConfiguration` where the id cannot be had back of it.
  public init(_ attributes: [Attribute]) throws(HistoryError) {
    guard (1...2).contains(attributes.count) else {
      throw Self.trouble("has \(attributes.count) attributes: give the partition key, and the sort key where the table has one")
    }
    for attribute in attributes where attribute.type.isSet { throw Self.trouble("holds a set: give text, number or binary") }
    let places = attributes.reduce(into: Set<Int>()) { $0.formUnion($1.template.places) }
    guard let last = places.max() else { throw Self.trouble("holds nothing of the id: give it a place, as {id}") }
    guard places == [0] || places == Set(1...max(last, 1)) else {
      throw Self.trouble("must hold the whole id as {id}, or all its parts as {1}, {2} and so on")
    }
    self.attributes = attributes
    partCount = max(last, 1)
  }

  /// A key whose attributes are the id's parts themselves: one is the id.
  public init(names: [String]) throws(HistoryError) {
    var attributes: [Attribute] = []
    for (index, name) in names.enumerated() {
      attributes.append(.init(name: name, template: try KeyTemplate(names.count == 1 ? "{id}" : "{\(index + 1)}")))
    }
    try self.init(attributes)
  }

  /// The attributes' names.
  public var names: [String] { attributes.map(\.name) }

  /// The key of the item of an id. Throws `invalidResourceID` where there is none, or where it would be that of another id too.
  public func key(of id: String) throws(HistoryError) -> AttributeMap {
    guard let parts = ResourceIDParts(id: id, count: partCount) else {
      throw HistoryError(
        .invalidResourceID,
        "the id does not have \(partCount) parts with # between them, as the key of its table needs: give it as history has it")
    }
    var values = Dictionary(uniqueKeysWithValues: parts.texts.enumerated().map { ($0.offset + 1, $0.element) })
    values[0] = id
    var key = AttributeMap()
    for attribute in attributes {
      guard let text = attribute.template.text(values), let value = Self.value(text, attribute.type) else {
        throw HistoryError(
          .invalidResourceID, "the id makes no \(attribute.type.rawValue) for \(attribute.name): give it as history has it")
      }
      key[attribute.name] = value
    }
    guard let own = self.id(of: key), own.utf8.elementsEqual(id.utf8) else {
      throw HistoryError(
        .invalidResourceID, "the id and another one make the same key: choose templates whose fixed text no part of an id holds")
    }
    return key
  }

  /// The id that an item's or a key's attributes make; `nil` where they are not made so.
  public func id(of item: AttributeMap) -> String? {
    var values: [Int: String] = [:]
    for attribute in attributes {
      guard let value = item[attribute.name], Self.isOf(attribute.type, value),
        let found = attribute.template.values(in: ResourceIDParts.text(of: value))
      else { return nil }
      for (place, text) in found {
        if let other = values[place], !other.utf8.elementsEqual(text.utf8) { return nil }
        values[place] = text
      }
    }
    if let whole = values[0] { return whole }
    return ResourceIDParts(texts: (1...partCount).map { values[$0] ?? "" }).joined
  }

  private static func isOf(_ type: AttributeType, _ value: AttributeValue) -> Bool {
    switch (type, value) {
    case (.text, .s), (.number, .n), (.binary, .b): true
    default: false
    }
  }

  private static func value(_ text: String, _ type: AttributeType) -> AttributeValue? {
    guard !text.isEmpty else { return nil }
    switch type {
    case .number: return ExactDecimal(text).map { .n($0.text) }
    case .binary: return Data(base64Encoded: text).map { .b(Array($0)) }
    default: return .s(text)
    }
  }

  private static func trouble(_ what: String) -> HistoryError { HistoryError(.invalidConfiguration, "the key \(what)") }
}
