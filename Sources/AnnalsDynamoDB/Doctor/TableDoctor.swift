public import AWSClient

/// Finds out whether history can be kept in a table, and says what to do where it cannot.
///
/// Nothing is changed: permissions are tried with calls that concern no item.
public struct TableDoctor: Sendable {
  private let client: AWSClient
  private let dynamoDB: DynamoDBClient
  private let tableName: String
  private let role: AccessRole

  /// A doctor for a table; `role` is whose permissions are tried.
  public init(client: AWSClient, tableName: String, role: AccessRole = .operator) {
    self.client = client
    dynamoDB = DynamoDBClient(client)
    self.tableName = tableName
    self.role = role
  }

  /// Looks at credentials, region, clock, table, keys, indexes, expiry, recovery and permissions, in this order.
  ///
  /// What keeps everything else from working is the last finding: without credentials there is nothing to say about a table.
  public func examine() async -> [DoctorFinding] {
    var findings: [DoctorFinding] = []
    do {
      let credentials = try await client.credentials()
      findings.append(DoctorFinding("credentials", .fine("there are credentials: \(credentials)")))
    } catch {
      return [trouble(error) ?? DoctorFinding("credentials", .failed("\(error)", remedy: "set up credentials for AWS"))]
    }
    let table: TableDescription?
    do {
      table = try await dynamoDB.describeTable(DescribeTable(tableName: tableName)).table
    } catch let error as AWSError where PermissionProbe.isDenied(error) {
      table = nil
    } catch {
      if let trouble = trouble(error) { return findings.filter { $0.check != trouble.check } + [trouble] }
      return findings + [region, CallTrouble(client).clock, missing(error)]
    }
    findings += [region, CallTrouble(client).clock]
    if let table {
      let facts = TableFindings(name: tableName, table: table)
      findings += facts.all
      guard facts.hasRightKeys else { return findings }
    } else {
      let table = await unseenTable()
      findings.append(table)
      if table.isFailure { return findings }
    }
    return findings + (await expiry()) + (await recovery()) + (await permissions(table))
  }

  // MARK: Parts

  private var region: DoctorFinding { DoctorFinding("region", .fine("DynamoDB answers in the region \(client.region)")) }

  private func trouble(_ error: any Error) -> DoctorFinding? { (error as? AWSError).flatMap { CallTrouble(client).finding($0) } }

  private func missing(_ error: any Error) -> DoctorFinding {
    guard (error as? AWSError)?.code == "ResourceNotFoundException" else {
      return DoctorFinding(
        "table", .failed("the table \"\(tableName)\" cannot be looked at: \(error)", remedy: "put that right, and examine again"))
    }
    return DoctorFinding(
      "table",
      .failed(
        "there is no table \"\(tableName)\" in the region \(client.region) of this account",
        remedy: "check TABLE_NAME, AWS_REGION and the account, or make the table with annals setup"))
  }

  /// What an item's call says about a table that the credentials may not describe.
  private func unseenTable() async -> DoctorFinding {
    do {
      _ = try await dynamoDB.getItem(GetItem(tableName: tableName, key: PermissionProbe.key.attributes))
    } catch let error as AWSError where error.code == "ResourceNotFoundException" {
      return missing(error)
    } catch let error as AWSError where error.code == "ValidationException" {
      return DoctorFinding(
        "keys",
        .failed(
          "the table \"\(tableName)\" has other keys than \(KeyText.text(HistoryTable.keySchema, [:]))",
          remedy: "name another table in TABLE_NAME, or make one with annals setup"))
    } catch {
      // What else goes wrong is told of the permission.
    }
    return DoctorFinding("table", .fine("the table \"\(tableName)\" is there; its keys and indexes were not looked at"))
  }

  private func expiry() async -> [DoctorFinding] {
    let check = "expiry"
    do {
      let expiry = try await dynamoDB.describeTimeToLive(DescribeTimeToLive(tableName: tableName))
      let isOn = expiry.status == .enabled || expiry.status == .enabling
      if isOn, expiry.attributeName == HistoryTable.expiryAttribute {
        return [DoctorFinding(check, .fine("items expire by \(HistoryTable.expiryAttribute)"))]
      }
      if isOn, let attribute = expiry.attributeName {
        return [
          DoctorFinding(
            check,
            .warning(
              "items expire by \(attribute), and DynamoDB has one such attribute for a table: a retention hides records and does not remove them",
              remedy: "remove old records with annals cleanup, or keep history in another table"))
        ]
      }
      return [
        DoctorFinding(
          check,
          .warning("items do not expire: a retention hides records and does not remove them", remedy: "turn expiry on with annals setup"))
      ]
    } catch {
      return unseen(check, .describeTimeToLive, error)
    }
  }

  private func recovery() async -> [DoctorFinding] {
    let check = "recovery"
    do {
      let backups = try await dynamoDB.describeContinuousBackups(DescribeContinuousBackups(tableName: tableName))
      if backups.isPointInTimeRecoveryEnabled { return [DoctorFinding(check, .fine("the table can be put back to an earlier moment"))] }
      return [
        DoctorFinding(
          check,
          .warning(
            "the table cannot be put back to an earlier moment", remedy: "turn point-in-time recovery on with annals setup"))
      ]
    } catch {
      return unseen(check, .describeContinuousBackups, error)
    }
  }

  /// What only an operator may look at is no fault of the others.
  private func unseen(_ check: String, _ action: AccessAction, _ error: any Error) -> [DoctorFinding] {
    guard let error = error as? AWSError, PermissionProbe.isDenied(error) else {
      return [DoctorFinding(check, .warning("this could not be looked at: \(error)", remedy: "put that right, and examine again"))]
    }
    guard role.actions().contains(action) else { return [] }
    return [
      DoctorFinding(
        check,
        .warning(
          "the credentials may not call \(action.rawValue)",
          remedy: "allow \(action.name) in their policy; annals doctor --policy prints the least one"))
    ]
  }

  private func permissions(_ table: TableDescription?) async -> [DoctorFinding] {
    let arn = table?.tableArn ?? AccessPolicy.tableARN(tableName, region: client.region)
    let probe = PermissionProbe(client: dynamoDB, tableName: tableName, tableARN: arn)
    let indexes = [HistoryTable.timeIndexDefinition, HistoryTable.userIndexDefinition].filter { index in
      table.map { IndexCondition(of: index, in: $0) == .usable } ?? false
    }
    let actions = role.actions(withIndexes: table == nil || indexes.count == 2)
    var findings: [DoctorFinding] = []
    if actions.contains(.describeTable) {
      // It was called before: a table that could not be described was not allowed to be.
      findings.append(
        await probe.finding(.describeTable, on: arn) {
          if table == nil { throw AWSError("AccessDeniedException", "") }
        })
    }
    return findings + (await probe.findings(actions, indexes: indexes.map(\.indexName))) + probe.untried(actions, role: role)
  }
}
