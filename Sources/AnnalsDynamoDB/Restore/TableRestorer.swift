public import AWSClient
public import Annals

/// Puts resources back in the DynamoDB tables that a service keeps them in.
///
/// Present states are read consistently, 100 a request. Each change is one write, on condition that the item is as it was seen: attributes that
/// somebody added meanwhile stay, and an item that is another by now is left as it is.
public struct TableRestorer: Restorer {
  /// Where the resources are.
  public let tables: ResourceTables
  private let accesses: [String: TableAccess]
  private let limit: AdaptiveLimit
  private let pace: WritePace?

  /// A restorer of described tables.
  ///
  /// - Parameters:
  ///   - client: The client for the tables.
  ///   - tables: Which tables.
  ///   - maximumWriteUnits: Write units a second at most, the tables' indexes included; `nil` sets no limit.
  /// - Throws: `invalidConfiguration` where the limit is below 1.
  public init(client: AWSClient, tables: ResourceTables, maximumWriteUnits: Int? = nil) throws(HistoryError) {
    try self.init(client: client, tables: tables, maximumWriteUnits: maximumWriteUnits, configuration: DynamoDBStoreConfiguration())
  }

  init(
    client: AWSClient, tables: ResourceTables, maximumWriteUnits: Int?, configuration: DynamoDBStoreConfiguration
  ) throws(HistoryError) {
    if let maximumWriteUnits, maximumWriteUnits < 1 {
      throw HistoryError(.invalidConfiguration, "the write units a second are \(maximumWriteUnits): give 1 or more")
    }
    self.tables = tables
    let dynamoDB = DynamoDBClient(client)
    accesses = Dictionary(
      tables.tableNames.map { ($0, TableAccess(client: dynamoDB, name: $0, configuration: configuration)) }, uniquingKeysWith: { $1 })
    limit = AdaptiveLimit(maximum: configuration.writeConcurrency)
    pace = maximumWriteUnits.map { WritePace(units: $0, clock: configuration.clock) }
  }

  /// What the calls to the tables used so far.
  public var consumed: ConsumedUnits {
    accesses.values.reduce(into: ConsumedUnits()) { sum, access in
      let own = access.units.consumed
      sum.requests.merge(own.requests, uniquingKeysWith: +)
      sum.units.merge(own.units, uniquingKeysWith: +)
      sum.itemsRead.merge(own.itemsRead, uniquingKeysWith: +)
    }
  }

  /// Whether the type is described.
  public func covers(_ type: ResourceType) -> Bool { tables[type] != nil }

  /// The attributes that the description leaves alone, or out of states.
  public func fieldsLeftAlone(of type: ResourceType) -> Set<String> { tables[type]?.leftAlone ?? [] }

  /// The resources that the description's references name.
  public func references(of resource: Resource, in state: JSONObject) -> [Resource] {
    tables[resource.type]?.references(in: state).map(\.resource) ?? []
  }

  /// The items as every write before left them.
  public func presentStates(of resources: [Resource]) async throws -> [Resource: PresentState] {
    var found: [Resource: PresentState] = [:]
    for (name, own) in Dictionary(grouping: resources, by: { tables[$0.type]?.tableName ?? "" }) {
      guard let access = accesses[name] else { continue }
      var keys: [AttributeMap: [(resource: Resource, table: ResourceTable)]] = [:]
      for resource in own {
        guard let table = tables[resource.type] else { continue }
        // An id that is no key's has no item.
        guard let key = try? table.key(of: resource.id) else { continue }
        keys[key, default: []].append((resource, table))
      }
      for item in try await ServiceItemReader(access).items(Array(keys.keys)) {
        guard let keyNames = keys.values.first?.first?.table.key.names else { continue }
        for (resource, table) in keys[item.key(keyNames)] ?? [] where table.id(of: item) != nil {
          found[resource] = table.presentState(item)
        }
      }
    }
    return found
  }

  /// The item's size and units.
  public func estimate(_ change: RestoreChange) -> RestoreEstimate {
    var estimate = RestoreEstimate()
    do throws(HistoryError) {
      let item = try ServiceItem(change, in: tables.table(of: change.resource.type))
      estimate.writeUnits = item.writeUnits
      if let size = item.target?.itemSize, size > Self.maximumItemSize { estimate.excessiveSize = size }
      estimate.remarks = item.remarks
    } catch {
      estimate.refusal = error.description
    }
    return estimate
  }

  /// DynamoDB's 400 KB.
  private static let maximumItemSize = 400 * 1024

  /// Makes a change by one conditional write.
  public func carryOut(_ change: RestoreChange) async throws -> RestoreOutcome {
    let item: ServiceItem
    do throws(HistoryError) { item = try ServiceItem(change, in: tables.table(of: change.resource.type)) } catch {
      return .refused(error.description)
    }
    guard let write = ItemWrite(item), let access = accesses[item.table.tableName] else { return .done() }
    let output: ItemWriteOutput?
    do {
      output = try await sent(item.writeUnits, to: access) { try await write.send(to: access.impatient) }
    } catch let error as HistoryError where error.isRefusal {
      return .refused(error.refusal)
    }
    guard let output else {
      // An attempt before, whose answer was lost, may have done it.
      return item.isDone(try await access.item(item.key)) ? .done() : .moved
    }
    guard let old = output.attributes else { return .done() }
    return try await outcome(of: item, write, over: old, access)
  }

  /// What came of a write that found this item.
  private func outcome(
    of item: ServiceItem, _ write: ItemWrite, over old: AttributeMap, _ access: TableAccess
  ) async throws -> RestoreOutcome {
    let known = Set((item.present?.members ?? []).map(\.name))
    let added = old.members.filter { !known.contains($0.name) && !item.leftAlone.contains($0.name) }
    guard !added.isEmpty else { return .done(before: item.table.state(of: old)) }
    if let target = item.target {
      // An update leaves what somebody added in between; a put takes it away, so that it is added again.
      if case .put = write, let update = item.adding(added) {
        _ = try await sent(item.writeUnits, to: access) { try await access.impatient.update(update) }
      }
      return .done(before: item.table.state(of: old), after: item.table.state(of: old.changed(from: item.present ?? [:], to: target)))
    }
    // No condition says that there is no further attribute: what somebody added just before the item went is put back with it.
    var put = PutItem(tableName: item.table.tableName, item: old)
    put.conditionExpression = "attribute_not_exists(#c0)"
    put.expressionAttributeNames = ["#c0": item.table.key.names[0]]
    let back = put
    _ = try await sent(item.writeUnits, to: access) { try await access.impatient.put(back) }
    return .moved
  }

  /// Sends a write within the limits until the table has taken it; `nil` where its condition did not hold.
  private func sent(
    _ units: Int, to access: TableAccess, _ send: @escaping @Sendable () async throws -> ItemWriteOutput?
  ) async throws -> ItemWriteOutput? {
    var retries = Retries(of: access)
    while true {
      try await pace?.wait(units: Double(units))
      let result: Result<ItemWriteOutput?, HistoryError> = try await limit.run {
        do {
          return (.success(try await send()), false)
        } catch let error as HistoryError {
          return (.failure(error), !error.isRefusal)
        }
      }
      switch result {
      case .success(let output):
        if let used = output?.consumedCapacity?.total.capacityUnits { await pace?.correct(by: used - Double(units)) }
        return output
      case .failure(let error):
        if error.isRefusal { throw error }
        try await retries.wait(after: error)
      }
    }
  }

  // MARK: All or none

  /// DynamoDB's 100.
  public var togetherLimit: Int { 100 }

  /// Makes all changes in one transaction, or none.
  public func carryOutTogether(_ changes: [RestoreChange], token: String) async throws -> [RestoreOutcome] {
    var items: [ServiceItem] = []
    for change in changes {
      do throws(HistoryError) {
        items.append(try ServiceItem(change, in: tables.table(of: change.resource.type)))
      } catch {
        let place = items.count
        return changes.indices.map { $0 == place ? .refused(error.description) : .heldBack }
      }
    }
    let parts = items.compactMap { ItemWrite($0)?.part }
    guard parts.count == items.count, let first = items.first, let access = accesses[first.table.tableName] else {
      return changes.map { _ in .done() }
    }
    return try await transaction(parts, items, token: token, access)
  }

  private func transaction(
    _ parts: [TransactWriteItems.Part], _ items: [ServiceItem], token: String, _ access: TableAccess
  ) async throws -> [RestoreOutcome] {
    let units = 2 * items.reduce(0) { $0 + $1.writeUnits }
    var retries = Retries(of: access)
    var attempt = 0
    while true {
      try await pace?.wait(units: Double(units))
      let outcome: TransactionOutcome
      do {
        outcome = try await access.attempt(parts, token: "\(token)-\(attempt)")
      } catch let error as HistoryError where error.isRefusal {
        return items.map { _ in .refused(error.refusal) }
      }
      switch outcome {
      case .written: return items.map { _ in .done() }
      case .conditionsFailed(let places):
        // An attempt before, whose answer was lost, may have done it.
        var isDone = true
        for item in items where isDone { isDone = item.isDone(try await accesses[item.table.tableName]?.item(item.key)) }
        return items.indices.map { isDone ? .done() : places.contains($0) ? .moved : .heldBack }
      case .again:
        attempt += 1
        try await retries.wait()
      case .failed(let error):
        if error.isRefusal { return items.map { _ in .refused(error.refusal) } }
        try await retries.wait(after: error)
      }
    }
  }
}

extension ServiceItem {
  /// The update that adds attributes which are not there; `nil` where there are too many for one.
  fileprivate func adding(_ attributes: [AttributeMap.Member]) -> UpdateItem? {
    guard let target, let changes = ItemUpdate(target, to: AttributeMap(unordered: target.members + attributes), leftAlone: leftAlone)
    else { return nil }
    var update = UpdateItem(tableName: table.tableName, key: key)
    update.updateExpression = changes.expression
    update.conditionExpression = (["attribute_exists(#k)"] + changes.names.keys.sorted().map { "attribute_not_exists(\($0))" }).joined(
      separator: " AND ")
    update.expressionAttributeNames = changes.names.merging(["#k": table.key.names[0]]) { own, _ in own }
    update.expressionAttributeValues = changes.values
    return update
  }

  /// What has to be known of the change beforehand.
  fileprivate var remarks: [String] {
    var remarks: [String] = []
    if present == nil, target != nil, !table.omittedAttributes.isEmpty {
      remarks.append("\(table.omittedAttributes.sorted().joined(separator: ", ")): left out of history, and so not put back")
    }
    if let present {
      let written = target.flatMap { ItemUpdate(present, to: $0, leftAlone: leftAlone)?.bytes } ?? 0
      let condition = ItemCondition(present, becoming: target, keyNames: table.key.names, leftAlone: leftAlone, written: written)
      if condition.uncompared > 0 {
        remarks.append(
          "\(condition.uncompared) attributes are compared just before the write, not by its condition, which has no room for them")
      }
    }
    return remarks
  }
}

extension HistoryError {
  /// Whether DynamoDB will never take what was sent.
  fileprivate var isRefusal: Bool {
    guard let error = underlying as? AWSError else { return code == .storeRejected }
    return code == .storeRejected || error.code == "ValidationException"
  }

  /// What DynamoDB refused, in a sentence that fits a service's table too.
  fileprivate var refusal: String { (underlying as? AWSError).map { "DynamoDB refused it: \($0.message)" } ?? description }
}

extension AttributeMap {
  /// The key among the attributes, as a description writes it.
  fileprivate func key(_ names: [String]) -> AttributeMap {
    AttributeMap(names.compactMap { name in self[name].map { (name, $0) } }).withKeptNumbers
  }

  /// The attributes with what makes the one of two others the other.
  fileprivate func changed(from old: AttributeMap, to new: AttributeMap) -> AttributeMap {
    var result = self
    for member in old.members where new[member.name] == nil { result[member.name] = nil }
    for member in new.members where old[member.name] != member.value { result[member.name] = member.value }
    return result
  }
}
