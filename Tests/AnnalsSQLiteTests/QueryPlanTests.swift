import Annals
import AnnalsTestSupport
import GRDB
import GRDBSQLite
import Testing

@testable import AnnalsSQLite

@Suite("SQLite store: what questions cost")
struct QueryPlanTests {
  @Test("Every combination of filters, at the first page and behind a cursor, searches an index in its order")
  func plans() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      _ = try await store.append(try records(0..<400))
      let place = try records(200..<201)[0].record.position
      let connection = try database.connection()
      let filters = try Self.filters(of: place)
      #expect(filters.count == 144)
      for filter in filters {
        for cursor in [nil, Cursor(after: place)] {
          let request = try PageRequest(filter, after: cursor, limit: 50)
          let plan = try await connection.read { try Self.plan(request, in: $0) }
          let text = plan.joined(separator: "\n")
          #expect(plan.contains { $0.contains("SEARCH records USING INDEX records_by_") }, "\(filter):\n\(text)")
          #expect(!plan.contains { $0.contains("SCAN") }, "\(filter):\n\(text)")
          // Ties of moment, kind and token are sorted by resource; nothing larger ever is.
          #expect(!plan.contains { $0.hasPrefix("USE TEMP B-TREE FOR ORDER BY") }, "\(filter):\n\(text)")
        }
      }
      try connection.close()
      try store.close()
    }
  }

  @Test("A page costs the same in a small and in a large history, wherever it begins")
  func pageCost() async throws {
    let small = try await Self.pageCosts(count: 1_000)
    let large = try await Self.pageCosts(count: 8_000)
    #expect(!small.isEmpty)
    for (question, steps) in small {
      let more = try #require(large[question])
      #expect(Double(more) <= Double(steps) * 1.5 + 500, "\(question): \(steps) steps, then \(more)")
    }
  }

  @Test("A question that the counts show to match nothing reads no record")
  func nothing() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      _ = try await store.append(try records(0..<50))
      let connection = try database.connection()
      // Users and types of these records go by the number's remainder: user-0 has records of type T0 alone.
      let absent = [
        RecordFilter(resourceType: try ResourceType("ABSENT")), RecordFilter(user: try User("absent")),
        RecordFilter(resourceType: try ResourceType("T1"), user: try User("user-0")),
      ]
      for filter in absent {
        let request = try PageRequest(filter, after: nil, limit: 50)
        #expect(try await connection.read { try RecordReader($0).query(request) } == nil)
      }
      try connection.close()
      try store.close()
    }
  }

  @Test("A user's records of one type are looked for among whichever are fewer")
  func shorterPath() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      var all = try (0..<100).map { try Self.record($0, "BIG", by: "busy") }
      all += try (100..<105).map { try Self.record($0, "SMALL", by: "busy") }
      all += try (105..<108).map { try Self.record($0, "BIG", by: "rare") }
      _ = try await store.append(all)
      let connection = try database.connection()
      func index(_ type: String, _ user: String) async throws -> String? {
        let request = try PageRequest(RecordFilter(resourceType: ResourceType(type), user: User(user)), after: nil, limit: 50)
        let sql = try await connection.read { try RecordReader($0).query(request)?.sql }
        return sql?.split(separator: " ").first { $0.hasPrefix("records_by") }.map(String.init)
      }
      #expect(try await index("SMALL", "busy") == "records_by_type")
      #expect(try await index("BIG", "rare") == "records_by_user")
      try connection.close()
      try store.close()
    }
  }

  private static func record(_ number: Int, _ type: String, by user: String) throws -> SanitizedRecord {
    SanitizedRecord(
      HistoryRecord(
        .update, of: try Resource(type, "1"), at: Timestamp(microseconds: Int64(number)), token: try RecordToken("N\(number)"),
        by: try User(user)))
  }

  /// All combinations of: no type, type, resource; user; kind; outcome; from; to.
  private static func filters(of place: RecordPosition) throws -> [RecordFilter] {
    var filters: [RecordFilter] = [RecordFilter(), RecordFilter(resourceType: place.resource.type), .resource(place.resource)]
    let user = try records(200..<201)[0].record.user
    let changes: [(inout RecordFilter) -> Void] = [
      { $0.user = user }, { $0.operation = place.key.kind }, { $0.outcome = .failed }, { $0.outcome = .succeeded },
      { $0.from = place.key.timestamp.advanced(byMicroseconds: -100_000_000) },
      { $0.to = place.key.timestamp.advanced(byMicroseconds: 100_000_000) },
    ]
    for (index, change) in changes.enumerated() where index != 3 {
      filters += filters.map { filter in
        var filter = filter
        change(&filter)
        return filter
      }
    }
    filters += filters.filter { $0.outcome != nil }.map { filter in
      var filter = filter
      changes[3](&filter)
      return filter
    }
    return filters
  }

  private static func plan(_ request: PageRequest, in db: Database) throws -> [String] {
    let query = try #require(try RecordReader(db).query(request))
    let statement = try BoundStatement(db, "EXPLAIN QUERY PLAN " + query.sql)
    statement.bind(query.arguments)
    var plan: [String] = []
    try statement.forEachRow { plan.append($0.string(3)) }
    return plan
  }

  /// The steps of SQLite's machine for the newest page, and one from the middle, of several questions.
  private static func pageCosts(count: Int) async throws -> [String: Int] {
    let database = try TemporaryDatabase()
    defer { database.remove() }
    let store = try SQLiteStore(path: database.path)
    for start in stride(from: 0, to: count, by: 1000) { _ = try await store.append(try records(start..<start + 1000)) }
    let connection = try database.connection()
    let middle = Cursor(after: try records(count / 2..<count / 2 + 1)[0].record.position)
    let sample = try records(count / 2..<count / 2 + 1)[0].record
    let filters = [
      RecordFilter(), RecordFilter(resourceType: sample.resource.type), .resource(sample.resource), RecordFilter(user: sample.user),
      RecordFilter(operation: .delete), RecordFilter(outcome: .failed), RecordFilter(resourceType: sample.resource.type, outcome: .failed),
      RecordFilter(user: sample.user, operation: sample.operation), RecordFilter(to: sample.timestamp),
      RecordFilter(resourceType: sample.resource.type, user: sample.user),
    ]
    var costs: [String: Int] = [:]
    for (index, filter) in filters.enumerated() {
      for cursor in [nil, middle] {
        let request = try PageRequest(filter, after: cursor, limit: 15)
        costs["filter \(index), \(cursor == nil ? "first page" : "a middle page")"] = try await connection.read { db in
          let query = try #require(try RecordReader(db).query(request))
          let statement = try db.makeStatement(sql: query.sql)
          let bound = BoundStatement(statement)
          bound.bind(query.arguments)
          var rows = 0
          try bound.forEachRow { _ in rows += 1 }
          #expect(rows == 16)
          return Int(sqlite3_stmt_status(statement.sqliteStatement, SQLITE_STMTSTATUS_VM_STEP, 0))
        }
      }
    }
    try connection.close()
    try store.close()
    return costs
  }
}
