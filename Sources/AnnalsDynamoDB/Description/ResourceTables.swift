public import AWSClient
public import Annals

/// The tables that a service keeps its resources in, by type: what `annals.yaml` says.
public struct ResourceTables: Sendable {
  /// The types' tables, in the order of the types' names.
  public let all: [ResourceTable]

  /// Tables of types. Throws `invalidConfiguration` where a type comes twice, or where two say of one table that it has different keys.
  public init(_ tables: [ResourceTable]) throws(HistoryError) {
    all = tables.sorted { $0.type < $1.type }
    for (left, right) in zip(all, all.dropFirst()) where left.type == right.type {
      throw HistoryError(.invalidConfiguration, "the type \(left.type) is described twice: leave one")
    }
    for (name, sharing) in Dictionary(grouping: all, by: \.tableName) where Set(sharing.map(\.key.names)).count > 1 {
      throw HistoryError(
        .invalidConfiguration,
        "the types \(sharing.map(\.type.name).joined(separator: ", ")) say that the table \(name) has different key attributes: give its own"
      )
    }
  }

  /// The table of a type; `nil` where it is not described.
  public subscript(type: ResourceType) -> ResourceTable? { all.first { $0.type == type } }

  /// The table of a type. Throws `invalidConfiguration` where it is not described.
  public func table(of type: ResourceType) throws(HistoryError) -> ResourceTable {
    guard let table = self[type] else {
      throw HistoryError(
        .invalidConfiguration, "the type \(type) is not described: described are \(all.map(\.type.name).joined(separator: ", "))")
    }
    return table
  }

  /// The tables' names, each once.
  public var tableNames: [String] { Set(all.map(\.tableName)).sorted() }

  /// The types that a table holds.
  public func types(in tableName: String) -> [ResourceTable] { all.filter { $0.tableName == tableName } }

  /// What an item of a table is; `nil` where no type has it. Of several types the first by name has it.
  public func resource(of item: AttributeMap, in tableName: String) -> (table: ResourceTable, id: String)? {
    for table in types(in: tableName) {
      if let id = table.id(of: item) { return (table, id) }
    }
    return nil
  }

  /// The same tables for ``TrackedTable``. Types that other attributes than the key tell apart are left out: a call need not have these.
  public var tracked: [TrackedTableDescription] {
    tableNames.compactMap { name in
      let types = types(in: name).filter { $0.conditions.isEmpty }
      guard let first = types.first else { return nil }
      var description = TrackedTableDescription(tableName: name, key: first.key.names) { key in
        for table in types {
          if let id = table.id(of: key) { return TrackedResource(type: table.type.name, id: id) }
        }
        return nil
      }
      description.omittedAttributes = types.reduce(into: []) { $0.formUnion($1.omittedAttributes) }
      return description
    }
  }
}
