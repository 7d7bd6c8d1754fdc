import AWSClient

/// What a table's keys and indexes demand of requests.
struct TableRules {
  /// A table's or an index's keys.
  struct Keys: Hashable {
    let partition: String
    let sort: String?

    init(_ schema: [KeySchemaElement]) {
      partition = schema.first { $0.keyType == .hash }?.attributeName ?? ""
      sort = schema.first { $0.keyType == .range }?.attributeName
    }

    var names: [String] { [partition, sort].compactMap(\.self) }
  }

  struct Index {
    let keys: Keys
    /// What can be read of it; `nil` for everything.
    let attributes: Set<String>?
    let isGlobal: Bool
  }

  let keys: Keys
  private(set) var indexes: [String: Index] = [:]
  private(set) var types: [String: AttributeDefinition.Kind] = [:]
  var expiryAttribute: String?

  init(_ schema: [KeySchemaElement]) { keys = Keys(schema) }

  /// A table that is about to be made.
  init(creating table: CreateTable) throws(RuleViolation) {
    self.init(table.keySchema)
    try define(table.attributeDefinitions)
    for index in table.globalSecondaryIndexes { try add(index, isGlobal: true) }
    for index in table.localSecondaryIndexes { try add(index, isGlobal: false) }
    for name in keys.names { try require(types[name] != nil, "the key attribute \(name) is not among the attribute definitions") }
    let used = Set(keys.names + indexes.values.flatMap(\.keys.names))
    for name in types.keys.sorted() { try require(used.contains(name), "the attribute \(name) is defined and no key uses it") }
    try require(table.globalSecondaryIndexes.count <= 20, "a table has at most 20 global indexes")
    let isProvisioned = table.billingMode == .provisioned
    for throughput in [table.provisionedThroughput] + table.globalSecondaryIndexes.map(\.provisionedThroughput) {
      try require((throughput != nil) == isProvisioned, "throughput is given with PROVISIONED, for table and indexes, and else not")
    }
  }

  /// Takes over what a request is about to change.
  mutating func update(_ request: UpdateTable) throws(RuleViolation) {
    let structural = request.globalSecondaryIndexUpdates.count { if case .update = $0 { false } else { true } }
    try require(structural <= 1, "one index can be added or removed at a time, not \(structural)")
    try define(request.attributeDefinitions)
    for update in request.globalSecondaryIndexUpdates {
      switch update {
      case .create(let index): try add(index, isGlobal: true)
      case .delete(let name): indexes[name] = nil
      case .update: break
      }
    }
  }

  private mutating func define(_ definitions: [AttributeDefinition]) throws(RuleViolation) {
    for definition in definitions {
      let known = types.updateValue(definition.attributeType, forKey: definition.attributeName)
      try require(known == nil || known == definition.attributeType, "\(definition.attributeName) is defined with another type")
    }
  }

  private mutating func add(_ index: SecondaryIndex, isGlobal: Bool) throws(RuleViolation) {
    let indexKeys = Keys(index.keySchema)
    for name in indexKeys.names {
      try require(types[name] != nil, "the key attribute \(name) of the index \(index.indexName) is not among the attribute definitions")
    }
    let more = index.projection.nonKeyAttributes
    try require((index.projection.projectionType == .include) == !more.isEmpty, "INCLUDE names attributes, and no other projection does")
    try require(more.count <= 100 && Set(more).count == more.count, "a projection names at most 100 attributes, each once")
    let all = Set(keys.names + indexKeys.names + more)
    indexes[index.indexName] = Index(keys: indexKeys, attributes: index.projection.projectionType == .all ? nil : all, isGlobal: isGlobal)
  }

  // MARK: Items and keys

  /// An item to be put: its keys are there, and those of the indexes have the right type where they are.
  func check(item: AttributeMap) throws(RuleViolation) {
    try ItemRules.check(item)
    for name in keys.names { try require(item[name] != nil, "the item lacks the key attribute \(name)") }
    for member in item.members { try check(value: member.value, of: member.name) }
  }

  /// A whole key, and nothing else.
  func check(key: AttributeMap) throws(RuleViolation) {
    try require(Set(key.members.map(\.name)) == Set(keys.names), "a key has exactly the attributes \(keys.names.joined(separator: ", "))")
    for member in key.members { try check(value: member.value, of: member.name) }
  }

  /// A value of an attribute that keys of the table or an index may use.
  func check(value: AttributeValue, of name: String) throws(RuleViolation) {
    let isPartition = keys.partition == name || indexes.values.contains { $0.keys.partition == name }
    let isSort = keys.sort == name || indexes.values.contains { $0.keys.sort == name }
    guard isPartition || isSort, let type = types[name] else { return }
    try ItemRules.check(keyValue: value, of: name, type, maximum: isPartition ? 2048 : 1024)
  }
}
