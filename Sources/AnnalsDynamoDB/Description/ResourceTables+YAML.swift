public import Annals
import AnnalsYAML
import Foundation

extension ResourceTables {
  /// The file's name, where none is given.
  public static let standardFile = "annals.yaml"

  /// Reads a file such as `annals.yaml`. Throws `invalidConfiguration`, naming file, line and column of what has no meaning.
  public init(contentsOf path: String) throws(HistoryError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw HistoryError(.invalidConfiguration, "the description of tables \(path) cannot be read: give the path of a YAML file")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw HistoryError(.invalidConfiguration, "the description of tables \(path) is not UTF-8: save it so")
    }
    try self.init(yaml: text, file: path)
  }

  /// Reads the text of such a file; `file` is what errors call it.
  public init(yaml text: String, file: String = standardFile) throws(HistoryError) {
    let root = try YAMLValue(text, file: file).fields(["tables", "schedule"])
    let entries = try root.required("tables")
    var tables: [ResourceTable] = []
    for (name, value) in try entries.pairs() { tables.append(try TableReading(type: name, value).table) }
    guard !tables.isEmpty else { throw entries.trouble("no type is described: give TYPE: with its table and key") }
    do throws(HistoryError) {
      try self.init(tables)
    } catch {
      throw entries.trouble(error.description)
    }
  }
}

/// One type's part of the file.
private struct TableReading {
  private(set) var table: ResourceTable

  init(type name: String, _ value: YAMLValue) throws(HistoryError) {
    let fields = try value.fields(["table", "key", "where", "omit", "leave_alone", "types", "references"])
    let type = try Self.placed(value) { () throws(HistoryError) in try ResourceType(name) }
    let types = try fields["types"].map { (value) throws(HistoryError) in try Self.types(value) } ?? [:]
    let key = try Self.key(fields.required("key"), types)
    table = ResourceTable(type: type, tableName: try fields.required("table").text(), key: key)
    if let omit = fields["omit"] { table.omittedAttributes = try Self.attributes(omit, besides: key) }
    if let untouched = fields["leave_alone"] { table.untouchedAttributes = try Self.attributes(untouched, besides: key) }
    table.attributeTypes = AttributeTypes(types.filter { !key.names.contains($0.key) })
    for (name, value) in try fields["where"]?.pairs() ?? [] {
      if table.omittedAttributes.contains(name) { throw value.trouble("\"\(name)\" is left out of states: a state would lose its type") }
      table.conditions[name] = try value.text()
    }
    for (name, value) in try fields["references"]?.pairs() ?? [] {
      table.referenceTypes[name] = try Self.placed(value) { () throws(HistoryError) in try ResourceType(value.text()) }
    }
  }

  /// `key: id`, `key: [user_id, order_id]`, or `key: {PK: "USER#{1}", SK: "ORDER#{2}"}`.
  private static func key(_ value: YAMLValue, _ types: [String: AttributeType]) throws(HistoryError) -> ResourceKey {
    var attributes: [ResourceKey.Attribute] = []
    if value.isMapping {
      for (name, template) in try value.pairs() {
        let read = try placed(template) { () throws(HistoryError) in try KeyTemplate(template.text()) }
        attributes.append(.init(name: name, template: read, type: types[name] ?? .text))
      }
    } else {
      let names = try value.oneOrMore()
      for (index, name) in names.enumerated() {
        let name = try name.text()
        attributes.append(
          .init(name: name, template: try KeyTemplate(names.count == 1 ? "{id}" : "{\(index + 1)}"), type: types[name] ?? .text))
      }
    }
    return try placed(value) { () throws(HistoryError) in try ResourceKey(attributes) }
  }

  private static func types(_ value: YAMLValue) throws(HistoryError) -> [String: AttributeType] {
    var types: [String: AttributeType] = [:]
    for (name, value) in try value.pairs() {
      guard let type = AttributeType(rawValue: try value.text()) else {
        throw value.trouble("this is no type: give one of \(AttributeType.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      types[name] = type
    }
    return types
  }

  private static func attributes(_ value: YAMLValue, besides key: ResourceKey) throws(HistoryError) -> Set<String> {
    var names: Set<String> = []
    for element in try value.oneOrMore() {
      let name = try element.text()
      guard !key.names.contains(name) else {
        throw element.trouble("\"\(name)\" belongs to the key, which is always written: leave it out here")
      }
      names.insert(name)
    }
    return names
  }

  /// What the body makes; what it throws says where the value stands.
  private static func placed<Made>(_ value: YAMLValue, _ body: () throws(HistoryError) -> Made) throws(HistoryError) -> Made {
    do throws(HistoryError) {
      return try body()
    } catch {
      throw error.code == .invalidConfiguration && error.description.hasPrefix(value.place) ? error : value.trouble(error.description)
    }
  }
}
