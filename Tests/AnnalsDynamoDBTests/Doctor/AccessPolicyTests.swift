import AWSClient
import Annals
import EngineTestSupport
import Testing

@testable import AnnalsDynamoDB

@Suite("Access policy")
struct AccessPolicyTests {
  private static let arn = AccessPolicy.tableARN("main", region: "eu-central-1", account: "123456789012")

  private func policy(_ role: AccessRole, withIndexes: Bool = true) throws -> JSONObject {
    try #require(try JSONParser.parse(AccessPolicy(role, tableARN: Self.arn, withIndexes: withIndexes).json).object)
  }

  private func statements(_ policy: JSONObject) throws -> [JSONObject] {
    guard case .array(let statements)? = policy["Statement"] else { return [] }
    return statements.compactMap(\.object)
  }

  private func texts(_ value: JSONValue?) -> [String] {
    guard case .array(let values)? = value else { return [] }
    return values.compactMap(\.string)
  }

  /// The permission that a call needs; a transaction of puts needs that of a put.
  private func permission(_ call: String) -> String { "dynamodb:" + (call == "TransactWriteItems" ? "PutItem" : call) }

  @Test(
    "A policy is JSON that allows a role's calls on the table and its indexes, and items only under HISTORY#",
    arguments: AccessRole.allCases)
  func json(role: AccessRole) throws {
    let policy = try policy(role)
    #expect(policy["Version"] == .string("2012-10-17"))
    let statements = try statements(policy)
    #expect(statements.allSatisfy { $0["Effect"] == .string("Allow") })
    let allowed = Set(statements.flatMap { texts($0["Action"]) })
    #expect(allowed == Set(role.actions().map(\.name)))
    let items = try #require(statements.first)
    #expect(texts(items["Resource"]) == [Self.arn])
    #expect(items["Condition"]?.object?["ForAllValues:StringLike"]?.object?["dynamodb:LeadingKeys"] == .array([.string("HISTORY#*")]))
    #expect(!texts(items["Action"]).contains("dynamodb:Scan"))
    let indexes = statements.first { $0["Sid"] == .string("HistoryIndexes") }
    #expect(
      texts(indexes?["Resource"])
        == (role == .writer ? [] : ["\(Self.arn)/index/history-by-time", "\(Self.arn)/index/history-by-user"]))
  }

  @Test("On a table without indexes a reader may scan, and on one with them not")
  func plainTable() throws {
    let plain = try statements(policy(.reader, withIndexes: false)).flatMap { texts($0["Action"]) }
    #expect(plain.contains("dynamodb:Scan"))
    let indexed = try statements(policy(.reader)).flatMap { texts($0["Action"]) }
    #expect(!indexed.contains("dynamodb:Scan"))
  }

  @Test("A table's ARN is of its region's partition")
  func partitions() {
    #expect(AccessPolicy.tableARN("t", region: "cn-north-1") == "arn:aws-cn:dynamodb:cn-north-1:*:table/t")
    #expect(AccessPolicy.tableARN("t", region: "us-gov-west-1", account: "1") == "arn:aws-us-gov:dynamodb:us-gov-west-1:1:table/t")
    #expect(AccessPolicy.tableARN(Self.arn, region: "eu-west-1") == Self.arn)
  }

  @Test("A writer's policy allows exactly the calls that recording makes")
  func writerCalls() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable("main"))
      log.forget()
      let store = try DynamoDBStore(client: client, tableName: "main")
      let text = KeptText(digest: TextDigest(of: "x"), length: 1, compressed: [1, 2, 3])
      var captured = SanitizedRecord(try sample(at: 1), texts: [text])
      captured.mayExist = false
      _ = try await store.append([captured, SanitizedRecord(try sample(at: 2), texts: [text])])
      _ = try await store.append([SanitizedRecord(try sample(at: 2), texts: [text])])
      try await store.checkReadiness()
      #expect(Set(log.names.map(permission)) == Set(AccessRole.writer.actions().map(\.name)))
    }
  }

  @Test("A reader's policy allows exactly the calls that reading makes, and statistics are right without keeping any")
  func readerCalls() async throws {
    let account = DynamoDBEngine.makeAccount()
    let rules = RequestRules()
    try await closing(try await DynamoDBEngine.shared().client(account, rules: rules)) { writing in
      _ = try await DynamoDBClient(writing).createTable(HistoryTable.createTable("main"))
      let writer = try DynamoDBStore(client: writing, tableName: "main")
      let record = try sample()
      let text = KeptText(digest: TextDigest(of: "x"), length: 1, compressed: [1, 2, 3])
      _ = try await writer.append([SanitizedRecord(record, texts: [text])])
      let log = RequestLog()
      let allowed = Set(AccessRole.reader.actions().map(\.name))
      let reading = try await DynamoDBEngine.shared().client(account, rules: rules) { configuration in
        log.note(&configuration) { name, _ in
          allowed.contains("dynamodb:\(name)") ? nil : AWSError("AccessDeniedException", "not authorized to perform: dynamodb:\(name)")
        }
      }
      try await closing(reading) { reading in
        let store = try DynamoDBStore(client: reading, tableName: "main")
        #expect(try await store.records(matching: RecordFilter(), after: nil, limit: 5).records == [record])
        #expect(try await store.record(record.id) == record)
        #expect(try await store.keptTexts([text.digest]) == [text.digest: text])
        #expect(try await store.statistics(.init()).total == 1)
        #expect(try await store.warnings() == [])
        try await store.checkReadiness()
        let used = Set(log.names.map(permission)).intersection(allowed)
        #expect(used == allowed)
      }
    }
  }

  @Test("An operator's policy covers set-up, examination, clean-up, verification and adoption")
  func operatorCalls() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      var options = TableSetupOptions()
      options.hasPointInTimeRecovery = true
      _ = try await DynamoDBClient(client).createTable(HistoryTable.createTable("main", withIndexes: false))
      _ = try await TableSetup(client: client, tableName: "main", options: options).run()
      _ = try await TableSetup(client: client, tableName: "other", options: options).run()
      let store = try DynamoDBStore(client: client, tableName: "main")
      let text = KeptText(digest: TextDigest(of: "x"), length: 1, compressed: [1, 2, 3])
      _ = try await store.append([SanitizedRecord(try sample(), texts: [text])])
      _ = try await TableAdoption(store: store).run()
      _ = try await store.verifyStatistics()
      _ = try await store.rebuildStatistics()
      _ = try await store.cleanup(before: .now, mode: .remove)
      _ = await TableDoctor(client: client, tableName: "main").examine()
      var allowed = Set(AccessRole.operator.actions().map(\.name))
      #expect(Set(log.names.map(permission)).isSubset(of: allowed))
      // Tags need a permission of their own and no call.
      allowed.remove("dynamodb:TagResource")
      #expect(allowed.subtracting(log.names.map(permission)) == [])
    }
  }

  @Test("The templates have every key, index and projected attribute, expiry and recovery")
  func snippets() {
    let names =
      HistoryTable.attributeDefinitions.map(\.attributeName) + HistoryTable.listAttributes
      + [HistoryTable.timeIndex, HistoryTable.userIndex, "audit-table"]
    for text in [CloudFormationSnippet(tableName: "audit-table").text, TerraformSnippet(tableName: "audit-table").text] {
      for name in names { #expect(text.contains(name), "\(name)") }
    }
    #expect(CloudFormationSnippet(tableName: "t").text.contains("PointInTimeRecoveryEnabled: true"))
    #expect(TerraformSnippet(tableName: "t").text.contains("attribute_name = \"expires_at\""))
  }
}
