import AWSClient
import Annals
import EngineTestSupport
import Foundation
import Testing

@testable import AnnalsDynamoDB

@Suite("Table doctor")
struct TableDoctorTests {
  private func examine(_ client: AWSClient, _ name: String = TestTable.name, role: AccessRole = .operator) async -> [DoctorFinding] {
    await TableDoctor(client: client, tableName: name, role: role).examine()
  }

  /// What is not fine, as check, sentence and remedy.
  private func complaints(_ findings: [DoctorFinding]) -> [[String]] {
    findings.compactMap { finding in finding.remedy.map { [finding.check, finding.sentence, $0] } }
  }

  @Test("A table as set-up makes it is fine in every point, and each permission was tried")
  func fine() async throws {
    try await DynamoDBEngine.withClient { client in
      var options = TableSetupOptions()
      options.hasPointInTimeRecovery = true
      _ = try await TableSetup(client: client, tableName: TestTable.name, options: options).run()
      let findings = await examine(client)
      #expect(complaints(findings) == [])
      let permissions = [
        "DescribeTable", "GetItem", "BatchGetItem", "Query", "Query on history-by-time", "Query on history-by-user", "PutItem",
        "UpdateItem", "DeleteItem", "BatchWriteItem", "Scan",
      ].map { "permission dynamodb:\($0)" }
      #expect(
        findings.map(\.check) == [
          "credentials", "region", "clock", "table", "keys", "index history-by-time", "index history-by-user", "expiry", "recovery",
        ] + permissions + ["permissions not tried"])
      #expect(
        findings.last?.sentence
          == "CreateTable, UpdateTable, TagResource, UpdateTimeToLive, UpdateContinuousBackups would change the table, so that only "
          + "annals setup shows whether the credentials may call them; annals doctor --policy operator lists them")
    }
  }

  @Test("An examination leaves every item as it is, and makes none")
  func harmless() async throws {
    let log = RequestLog()
    try await DynamoDBEngine.withClient({ log.note(&$0) }) { client in
      let table = TestTable(client: client)
      _ = try await table.dynamoDB.createTable(HistoryTable.createTable(TestTable.name))
      _ = try await table.store().append([SanitizedRecord(try sample())])
      try await table.put([["PK": "HISTORY#DOCTOR", "SK": "OTHER", "x": 1], ["PK": "USER#1", "SK": "PROFILE"]])
      let before = Set(try await table.items())
      log.forget()
      _ = await examine(table.client)
      // A write whose condition is missing may be undone by the next: each must have one that cannot hold.
      let conditions = log.requests.compactMap { request in
        (request.operation as? PutItem)?.conditionExpression ?? (request.operation as? UpdateItem)?.conditionExpression
          ?? (request.operation as? DeleteItem)?.conditionExpression
      }
      #expect(conditions == Array(repeating: "attribute_exists(PK)", count: 3))
      #expect(!log.requests.contains { ($0.operation as? BatchWriteItem)?.requestItems.values.joined().contains { $0.isPut } ?? false })
      #expect(Set(try await table.items()) == before)
    }
  }

  @Test("A main table without anything of history has warnings that name set-up")
  func mainTable() async throws {
    try await TestTable.with(indexes: false) { table in
      let findings = await examine(table.client)
      #expect(!findings.contains { $0.isFailure })
      #expect(
        complaints(findings) == [
          [
            "index history-by-time", "there is no index history-by-time: history is read by scanning all of the table",
            "add it with annals setup",
          ],
          [
            "index history-by-user", "there is no index history-by-user: history is read by scanning all of the table",
            "add it with annals setup",
          ],
          ["expiry", "items do not expire: a retention hides records and does not remove them", "turn expiry on with annals setup"],
          [
            "recovery", "the table cannot be put back to an earlier moment", "turn point-in-time recovery on with annals setup",
          ],
        ])
    }
  }

  @Test("A table that is missing in the region is the last finding, and names the region")
  func missingTable() async throws {
    try await DynamoDBEngine.withClient { client in
      let findings = await examine(client, "elsewhere")
      #expect(findings.map(\.check) == ["credentials", "region", "clock", "table"])
      #expect(
        complaints(findings) == [
          [
            "table", "there is no table \"elsewhere\" in the region eu-central-1 of this account",
            "check TABLE_NAME, AWS_REGION and the account, or make the table with annals setup",
          ]
        ])
    }
  }

  @Test("A table with other keys is the last finding, and names both")
  func otherKeys() async throws {
    try await DynamoDBEngine.withClient { client in
      let request = CreateTable(
        tableName: "main", keySchema: [KeySchemaElement("id", .hash)], attributeDefinitions: [AttributeDefinition("id")])
      _ = try await DynamoDBClient(client).createTable(request)
      let findings = await examine(client)
      #expect(findings.last?.check == "keys")
      #expect(
        complaints(findings).last?[1]
          == "the table's keys are id (partition, string), and history needs PK (partition, string) and SK (sort, string)")
    }
  }

  @Test("Expiry by another attribute, and an index that holds too little, are told with what to do")
  func otherExpiryAndIndex() async throws {
    try await DynamoDBEngine.withClient { client in
      var request = HistoryTable.createTable("main")
      request.globalSecondaryIndexes[0].projection = Projection(.keysOnly)
      _ = try await DynamoDBClient(client).createTable(request)
      _ = try await DynamoDBClient(client).updateTimeToLive(UpdateTimeToLive(tableName: "main", attributeName: "ttl", isEnabled: true))
      let complaints = complaints(await examine(client))
      #expect(complaints.map(\.[0]) == ["index history-by-time", "expiry", "recovery"])
      #expect(complaints[0][1].hasPrefix("the index history-by-time is not history's: it does not hold history_id, "))
      #expect(complaints[0][2] == "delete that index, and add it anew with annals setup")
      #expect(complaints[1][1].hasPrefix("items expire by ttl, "))
    }
  }

  // MARK: What only a stub shows

  private struct NoCredentials: CredentialsProvider {
    let error: AWSError
    func credentials(_ context: CredentialsContext) async throws -> AWSCredentials { throw error }
  }

  @Test("Without credentials there is one finding, which says how to give some")
  func noCredentials() async throws {
    try await StubServer.run([.reset]) { server in
      let provider = CredentialsChain([EnvironmentCredentials(environment: [:])])
      let findings = try await withStubClient(server.url, credentials: provider) { await examine($0) }
      #expect(
        complaints(findings) == [
          [
            "credentials", "there are no credentials for AWS",
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is attached",
          ]
        ])
      let half = EnvironmentCredentials(environment: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE"])
      let unavailable = try await withStubClient(server.url, credentials: half) { await examine($0) }
      #expect(complaints(unavailable).map(\.[0]) == ["credentials"])
      #expect(complaints(unavailable)[0][1].contains("AWS_SECRET_ACCESS_KEY"))
      #expect(server.requests.isEmpty)
    }
  }

  @Test(
    "What keeps every call from working is one failed finding",
    arguments: [
      ("ExpiredTokenException", "The security token included in the request is expired", "credentials", "the credentials have expired"),
      (
        "UnrecognizedClientException", "The security token included in the request is invalid.", "credentials",
        "AWS does not know the access key in the region eu-central-1"
      ),
      (
        "InvalidSignatureException", "The request signature we calculated does not match", "credentials",
        "the secret access key does not belong to the access key"
      ),
      (
        "InvalidSignatureException", "Credential should be scoped to a valid region.", "region",
        "the endpoint is not of the region eu-central-1 that requests are signed for"
      ),
    ])
  func refused(code: String, message: String, check: String, sentence: String) async throws {
    try await StubServer.run([failure(code, message)]) { server in
      let findings = try await withStubClient(server.url) { await examine($0) }
      #expect(findings.last?.check == check)
      #expect(complaints(findings).map(\.[1]) == [sentence])
      #expect(findings.last?.isFailure == true)
    }
  }

  @Test("A region that does not answer is a failed finding that names the settings")
  func unreachable() async throws {
    try await StubServer.run([.reset]) { server in
      let findings = try await withStubClient(server.url) { await examine($0) }
      #expect(findings.map(\.check) == ["credentials", "region"])
      #expect(complaints(findings)[0][1] == "DynamoDB does not answer in the region eu-central-1")
      #expect(complaints(findings)[0][2].contains("AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB"))
    }
  }

  @Test("A clock that is an hour slow is a warning, for signatures are corrected")
  func slowClock() async throws {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    let later = formatter.string(from: Date().addingTimeInterval(3630))
    let replies = [
      failure("InvalidSignatureException", "Signature expired", headers: [("Date", later)]), failure("ResourceNotFoundException"),
    ]
    try await StubServer.run(replies) { server in
      let findings = try await withStubClient(server.url) { await examine($0) }
      let clock = try #require(complaints(findings).first { $0[0] == "clock" })
      #expect(clock[1].hasPrefix("this machine's clock is 60 min behind AWS's"))
      #expect(clock[2] == "set the clock by NTP")
    }
  }

  /// A table that is all right, and credentials that may not make these calls.
  private func findings(denied: Set<String>, role: AccessRole) async throws -> [DoctorFinding] {
    try await StubServer.run({ request, _ in
      guard !denied.contains(request.operation) else {
        return failure("AccessDeniedException", "not authorized to perform: dynamodb:\(request.operation)")
      }
      switch request.operation {
      case "DescribeTable":
        return .json(
          """
          {"Table":{"TableName":"main","TableStatus":"ACTIVE","TableArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/main",
          "KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}]}}
          """)
      case "PutItem", "UpdateItem", "DeleteItem": return failure("ConditionalCheckFailedException")
      default: return .json("{}")
      }
    }) { server in
      try await withStubClient(server.url) { await examine($0, role: role) }
    }
  }

  @Test(
    "A missing permission is a failed finding that names the action and the table",
    arguments: ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "Scan", "DescribeTable"])
  func denied(action: String) async throws {
    let findings = try await findings(denied: [action], role: .operator)
    let failed = findings.filter(\.isFailure)
    #expect(failed.map(\.check) == ["permission dynamodb:\(action)"])
    let complaint = try #require(complaints(failed).first)
    #expect(complaint[1] == "the credentials may not call \(action) on main")
    let account = action == "DescribeTable" ? "*" : "123456789012"
    let arn = "arn:aws:dynamodb:eu-central-1:\(account):table/main"
    #expect(complaint[2] == "allow dynamodb:\(action) on \(arn) in their policy; annals doctor --policy prints the least one")
  }

  @Test("A writer is asked only for what a writer needs")
  func writer() async throws {
    let denied: Set = ["DescribeTable", "DescribeTimeToLive", "DescribeContinuousBackups", "Query", "Scan", "DeleteItem"]
    let findings = try await findings(denied: denied, role: .writer)
    #expect(complaints(findings) == [])
    #expect(findings.contains { $0.check == "permission dynamodb:BatchWriteItem" })
    #expect(!findings.contains { $0.check == "permission dynamodb:Scan" || $0.check == "permissions not tried" })
  }
}

extension BatchWriteItem.Write {
  fileprivate var isPut: Bool { if case .put = self { true } else { false } }
}
