import AWSClient

/// What a table's description says about history in it.
struct TableFindings {
  let name: String
  let table: TableDescription

  /// Whether the table's keys are history's, so that its items can be asked for.
  var hasRightKeys: Bool {
    let types = KeyText.types(table.attributeDefinitions)
    return Set(table.keySchema) == Set(HistoryTable.keySchema)
      && HistoryTable.keySchema.allSatisfy { types[$0.attributeName, default: .string] == .string }
  }

  var all: [DoctorFinding] {
    let indexes = hasRightKeys ? [HistoryTable.timeIndexDefinition, HistoryTable.userIndexDefinition] : []
    return [status, keys] + indexes.map { index($0) }
  }

  private var status: DoctorFinding {
    let outcome: DoctorFinding.Outcome =
      switch table.tableStatus {
      case .active: .fine("the table \"\(name)\" is there")
      case .updating: .fine("the table \"\(name)\" is there, and is being changed")
      case .creating: .warning("the table \"\(name)\" is being made", remedy: "wait until it is ACTIVE")
      case .deleting: .failed("the table \"\(name)\" is being deleted", remedy: "name another table, or make it again with annals setup")
      default:
        .failed("the table \"\(name)\" is in the state \(table.tableStatus.rawValue)", remedy: "see to it that it is ACTIVE")
      }
    return DoctorFinding("table", outcome)
  }

  private var keys: DoctorFinding {
    if hasRightKeys { return DoctorFinding("keys", .fine("the keys are PK and SK, both strings")) }
    let found = KeyText.text(table.keySchema, KeyText.types(table.attributeDefinitions))
    return DoctorFinding(
      "keys",
      .failed(
        "the table's keys are \(found), and history needs \(KeyText.text(HistoryTable.keySchema, [:]))",
        remedy: "name another table in TABLE_NAME, or make one with annals setup"))
  }

  private func index(_ index: SecondaryIndex) -> DoctorFinding {
    let name = index.indexName
    let scanning = "history is read by scanning all of the table"
    let outcome: DoctorFinding.Outcome =
      switch IndexCondition(of: index, in: table) {
      case .usable: .fine("the index \(name) can be read" + (lacksReads(index) ? Self.readsRemark : ""))
      case .missing: .warning("there is no index \(name): \(scanning)", remedy: "add it with annals setup")
      case .building: .warning("the index \(name) is being filled: until then \(scanning)", remedy: "wait until it is ACTIVE")
      case .deleting: .warning("the index \(name) is being deleted: \(scanning)", remedy: "add it again with annals setup")
      case .wrong(let fault):
        .failed("the index \(name) is not history's: \(fault)", remedy: "delete that index, and add it anew with annals setup")
      }
    return DoctorFinding("index \(name)", outcome)
  }

  private static let readsRemark =
    "; it does not hold what READs stand for, so that statistics read each READ from the table: where those are many, delete the index, and add "
    + "it anew with annals setup"

  /// Whether an index was made before it held how many reads a READ stands for.
  private func lacksReads(_ index: SecondaryIndex) -> Bool {
    guard index.projection.nonKeyAttributes.contains(Attribute.reads),
      let found = table.globalSecondaryIndexes.first(where: { $0.indexName == index.indexName })
    else { return false }
    return found.projection.projectionType != .all && !found.projection.nonKeyAttributes.contains(Attribute.reads)
  }
}
