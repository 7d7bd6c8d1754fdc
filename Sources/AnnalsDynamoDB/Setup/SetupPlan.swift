import AWSClient
import Annals

/// One thing that set-up does to a table.
enum SetupChange: Hashable, Sendable {
  case table
  case index(String)
  case deletionProtection
  case encryption

  /// What begins.
  func announcement(of table: String) -> String {
    switch self {
    case .table: "making the table \"\(table)\" with its indexes"
    case .index(let name): "adding the index \(name)"
    case .deletionProtection: "protecting the table from being deleted"
    case .encryption: "encrypting the table with the KMS key"
    }
  }

  /// What was done.
  func result(of table: String) -> String {
    switch self {
    case .table: "made the table \"\(table)\" with the indexes \(HistoryTable.timeIndex) and \(HistoryTable.userIndex)"
    case .index(let name): "added the index \(name)"
    case .deletionProtection: "protected the table from being deleted"
    case .encryption: "encrypted the table with the KMS key"
    }
  }
}

/// What comes next until a table has all that history needs. It looks at what the table is like now, and knows no clock and no network.
struct SetupPlan: Sendable {
  enum Step {
    /// Nothing can be done before this is over.
    case wait(String)
    case create(CreateTable)
    case update(SetupChange, UpdateTable)
  }

  let tableName: String
  let options: TableSetupOptions
  /// What has been asked for already.
  private(set) var requested: Set<SetupChange> = []

  init(tableName: String, options: TableSetupOptions) {
    self.tableName = tableName
    self.options = options
  }

  mutating func note(_ change: SetupChange) { requested.insert(change) }

  /// The next step; `nil` when nothing is missing. Throws where the table is another one than history needs.
  func next(_ table: TableDescription?) throws(HistoryError) -> Step? {
    guard let table else {
      return requested.contains(.table) ? .wait("waiting for the table \"\(tableName)\" to appear") : .create(createTable)
    }
    try check(table)
    switch table.tableStatus {
    case .active: break
    case .deleting:
      throw refusal("is being deleted: wait until it is gone, and run this again")
    case .creating: return .wait("waiting for the table \"\(tableName)\" to be made")
    case .updating: return .wait(waitForIndex(table) ?? "waiting for a change of the table \"\(tableName)\" to be done")
    default: throw refusal("is in the state \(table.tableStatus.rawValue): see to it that it is ACTIVE, and run this again")
    }
    if let sentence = waitForIndex(table) { return .wait(sentence) }
    for index in Self.indexes where IndexCondition(of: index, in: table) == .missing {
      let change = SetupChange.index(index.indexName)
      if requested.contains(change) { return .wait("waiting for the index \(index.indexName) to appear") }
      return .update(change, adding(index, to: table))
    }
    if options.isDeletionProtected, !table.isDeletionProtected, !requested.contains(.deletionProtection), !requested.contains(.table) {
      var update = UpdateTable(tableName: tableName)
      update.deletionProtectionEnabled = true
      return .update(.deletionProtection, update)
    }
    if let key = options.kmsKey, table.kmsMasterKeyArn == nil, !requested.contains(.encryption), !requested.contains(.table) {
      var update = UpdateTable(tableName: tableName)
      update.sseSpecification = SSESpecification(kmsMasterKeyID: key)
      return .update(.encryption, update)
    }
    return nil
  }

  // MARK: Refusals

  private static let indexes = [HistoryTable.timeIndexDefinition, HistoryTable.userIndexDefinition]

  private func refusal(_ what: String) -> HistoryError {
    HistoryError(.invalidConfiguration, "the table \"\(tableName)\" \(what)")
  }

  /// Throws where the table's keys or an index's are others than history needs, so that nothing is changed of it.
  private func check(_ table: TableDescription) throws(HistoryError) {
    let types = KeyText.types(table.attributeDefinitions)
    let isRight =
      Set(table.keySchema) == Set(HistoryTable.keySchema)
      && HistoryTable.keySchema.allSatisfy { types[$0.attributeName, default: .string] == .string }
    guard isRight else {
      throw refusal(
        "has the keys \(KeyText.text(table.keySchema, types)): history needs \(KeyText.text(HistoryTable.keySchema, [:])); name another "
          + "table, or one that is not there yet")
    }
    for index in Self.indexes {
      if case .wrong(let fault) = IndexCondition(of: index, in: table) {
        throw refusal("has an index \(index.indexName) that is not history's (\(fault)): delete that index, and run this again")
      }
      for element in index.keySchema {
        guard let type = types[element.attributeName], type != .string else { continue }
        throw refusal(
          "uses \(element.attributeName) as a key that is no string in another index, and history needs it as a string: delete that index, "
            + "and run this again")
      }
    }
  }

  // MARK: Requests

  private func waitForIndex(_ table: TableDescription) -> String? {
    for index in Self.indexes {
      switch IndexCondition(of: index, in: table) {
      case .building: return "waiting for the index \(index.indexName) to be filled"
      case .deleting: return "waiting for an old index \(index.indexName) to be gone"
      case .usable, .missing, .wrong: continue
      }
    }
    // Any other index that is being made or deleted keeps DynamoDB from taking a new one.
    let other = table.globalSecondaryIndexes.first { $0.indexStatus != nil && $0.indexStatus != .active }
    return other.map { "waiting for a change of the index \($0.indexName) to be done" }
  }

  private var createTable: CreateTable {
    var request = HistoryTable.createTable(tableName)
    if case .provisioned(let read, let write) = options.capacity {
      let throughput = ProvisionedThroughput(readCapacityUnits: read, writeCapacityUnits: write)
      request.billingMode = .provisioned
      request.provisionedThroughput = throughput
      for place in request.globalSecondaryIndexes.indices { request.globalSecondaryIndexes[place].provisionedThroughput = throughput }
    }
    request.tags = options.tags
    if options.isDeletionProtected { request.deletionProtectionEnabled = true }
    request.sseSpecification = options.kmsKey.map { SSESpecification(kmsMasterKeyID: $0) }
    return request
  }

  private func adding(_ index: SecondaryIndex, to table: TableDescription) -> UpdateTable {
    var index = index
    if table.billingMode == .provisioned {
      if case .provisioned(let read, let write) = options.capacity {
        index.provisionedThroughput = ProvisionedThroughput(readCapacityUnits: read, writeCapacityUnits: write)
      } else {
        index.provisionedThroughput = ProvisionedThroughput(
          readCapacityUnits: max(table.provisionedThroughput?.readCapacityUnits ?? 1, 1),
          writeCapacityUnits: max(table.provisionedThroughput?.writeCapacityUnits ?? 1, 1))
      }
    }
    var update = UpdateTable(tableName: tableName)
    update.attributeDefinitions = index.keySchema.map { AttributeDefinition($0.attributeName) }
    update.globalSecondaryIndexUpdates = [.create(index)]
    return update
  }
}
