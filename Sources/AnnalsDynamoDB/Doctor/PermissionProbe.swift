import AWSClient

/// Tries calls in a way that changes nothing: of a key that no item has, and writes on a condition that cannot hold.
struct PermissionProbe: Sendable {
  static let key = ItemKey("HISTORY#DOCTOR", "PROBE")
  private static let condition = "attribute_exists(\(HistoryTable.partitionKey))"

  let client: DynamoDBClient
  let tableName: String
  let tableARN: String

  /// What the calls of these actions are answered with; actions that cannot be tried harmlessly are left out.
  func findings(_ actions: [AccessAction], indexes: [String]) async -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    for action in actions {
      if let call = call(action) { findings.append(await finding(action, on: tableARN, call)) }
      guard action == .query else { continue }
      for index in indexes {
        findings.append(await finding(action, on: "\(tableARN)/index/\(index)") { try await query(index: index) })
      }
    }
    return findings
  }

  /// Which permissions were not tried, for trying them would change the table; nothing where there are none.
  func untried(_ actions: [AccessAction], role: AccessRole) -> [DoctorFinding] {
    let untried = actions.filter { call($0) == nil && !$0.describes }.map(\.rawValue)
    guard !untried.isEmpty else { return [] }
    return [
      DoctorFinding(
        "permissions not tried",
        .fine(
          "\(untried.joined(separator: ", ")) would change the table, so that only annals setup shows whether the credentials may call them; "
            + "annals doctor --policy \(role.rawValue) lists them"))
    ]
  }

  /// What a call that was made says about the permission to make it.
  func finding(
    _ action: AccessAction, on resource: String, _ call: () async throws -> Void
  ) async -> DoctorFinding {
    let place = resource.split(separator: "/").dropFirst().joined(separator: "/")
    let check = "permission \(action.name)" + (place.contains("/index/") ? " on \(place.split(separator: "/").last ?? "")" : "")
    let allowed = DoctorFinding(check, .fine("the credentials may do this"))
    do {
      try await call()
      return allowed
    } catch let error as AWSError where error.code == "ConditionalCheckFailedException" {
      return allowed
    } catch let error as AWSError where Self.isDenied(error) {
      return DoctorFinding(
        check,
        .failed(
          "the credentials may not call \(action.rawValue) on \(place)",
          remedy: "allow \(action.name) on \(resource) in their policy; annals doctor --policy prints the least one"))
    } catch {
      return DoctorFinding(check, .warning("this could not be tried: \(error)", remedy: "put that right, and examine again"))
    }
  }

  static func isDenied(_ error: AWSError) -> Bool {
    ["AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "KMSAccessDeniedException"].contains(error.code)
  }

  private func call(_ action: AccessAction) -> (() async throws -> Void)? {
    switch action {
    case .getItem: { _ = try await client.getItem(GetItem(tableName: tableName, key: Self.key.attributes)) }
    case .batchGetItem:
      { _ = try await client.batchGetItem(BatchGetItem(requestItems: [tableName: .init(keys: [Self.key.attributes])])) }
    case .query: { try await query(index: nil) }
    case .scan: { _ = try await client.scan(scan) }
    case .putItem: { _ = try await client.putItem(put) }
    case .updateItem: { _ = try await client.updateItem(update) }
    case .deleteItem: { _ = try await client.deleteItem(delete) }
    case .batchWriteItem:
      { _ = try await client.batchWriteItem(BatchWriteItem(requestItems: [tableName: [.delete(Self.key.attributes)]])) }
    case .describeTable, .createTable, .updateTable, .tagResource, .describeTimeToLive, .updateTimeToLive, .describeContinuousBackups,
      .updateContinuousBackups:
      nil
    }
  }

  private func query(index: String?) async throws {
    let partition = index == HistoryTable.timeIndex ? Attribute.feed : index == nil ? HistoryTable.partitionKey : Attribute.userKey
    var query = Query(tableName: tableName, keyConditionExpression: "#key = :key")
    query.indexName = index
    query.expressionAttributeNames = ["#key": partition]
    query.expressionAttributeValues = [":key": .s(Self.key.partition)]
    query.limit = 1
    _ = try await client.query(query)
  }

  private var scan: Scan {
    var scan = Scan(tableName: tableName)
    scan.limit = 1
    scan.select = .count
    return scan
  }

  private var put: PutItem {
    var put = PutItem(tableName: tableName, item: Self.key.attributes)
    put.conditionExpression = Self.condition
    return put
  }

  private var update: UpdateItem {
    var update = UpdateItem(tableName: tableName, key: Self.key.attributes)
    update.updateExpression = "SET #probe = :probe"
    update.conditionExpression = Self.condition
    update.expressionAttributeNames = ["#probe": "probe"]
    update.expressionAttributeValues = [":probe": true]
    return update
  }

  private var delete: DeleteItem {
    var delete = DeleteItem(tableName: tableName, key: Self.key.attributes)
    delete.conditionExpression = Self.condition
    return delete
  }
}
