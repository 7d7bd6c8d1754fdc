import AWSClient

/// What an index of a table is like, compared with the one that history needs.
enum IndexCondition: Hashable, Sendable {
  /// It can be read.
  case usable
  case missing
  /// It is being made or filled.
  case building
  case deleting
  /// It is another one under this name; the sentence says what is different.
  case wrong(String)

  init(of index: SecondaryIndex, in table: TableDescription) {
    guard let found = table.globalSecondaryIndexes.first(where: { $0.indexName == index.indexName }) else {
      let isLocal = table.localSecondaryIndexes.contains { $0.indexName == index.indexName }
      self = isLocal ? .wrong("it is a local index, and history needs a global one") : .missing
      return
    }
    if found.indexStatus == .deleting {
      self = .deleting
    } else if let fault = Self.keyFault(found, index, table) ?? Self.projectionFault(found, index) {
      self = .wrong(fault)
    } else {
      self = found.indexStatus == .active && !found.isBackfilling ? .usable : .building
    }
  }

  private static func keyFault(_ found: TableDescription.Index, _ index: SecondaryIndex, _ table: TableDescription) -> String? {
    let types = KeyText.types(table.attributeDefinitions)
    let hasTexts = found.keySchema.allSatisfy { types[$0.attributeName, default: .string] == .string }
    guard !hasTexts || Set(found.keySchema) != Set(index.keySchema) else { return nil }
    return "its keys are \(KeyText.text(found.keySchema, types)), and history needs \(KeyText.text(index.keySchema, [:]))"
  }

  private static func projectionFault(_ found: TableDescription.Index, _ index: SecondaryIndex) -> String? {
    guard found.projection.projectionType != .all else { return nil }
    let held = found.projection.projectionType == .include ? found.projection.nonKeyAttributes : []
    // An index cannot be changed, and those that were made before hold no represented reads: these are read from the table.
    let missing = index.projection.nonKeyAttributes.filter { !held.contains($0) && $0 != Attribute.reads }
    return missing.isEmpty ? nil : "it does not hold \(missing.joined(separator: ", "))"
  }
}

/// Keys in words.
enum KeyText {
  static func types(_ definitions: [AttributeDefinition]) -> [String: AttributeDefinition.Kind] {
    Dictionary(definitions.map { ($0.attributeName, $0.attributeType) }) { first, _ in first }
  }

  /// `PK (partition, string) and SK (sort, string)`.
  static func text(_ schema: [KeySchemaElement], _ types: [String: AttributeDefinition.Kind]) -> String {
    schema.sorted { $0.keyType == .hash && $1.keyType != .hash }.map { element in
      "\(element.attributeName) (\(element.keyType == .hash ? "partition" : "sort"), \(word(types[element.attributeName] ?? .string)))"
    }.joined(separator: " and ")
  }

  private static func word(_ kind: AttributeDefinition.Kind) -> String {
    switch kind {
    case .string: "string"
    case .number: "number"
    case .binary: "binary"
    }
  }
}
