import Annals
import GRDB

/// Reads records within one view of the database.
struct RecordReader {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// Up to one record more than the page has, in page order.
  func records(_ request: PageRequest) throws -> [HistoryRecord] {
    guard let query = try query(request) else { return [] }
    return try records(query.sql, query.arguments)
  }

  /// The record with this id: by the first reading that is there, and of resources that share it, the first in page order.
  func record(_ id: HistoryID) throws -> HistoryRecord? {
    let columns = "at, kind, token, (SELECT name FROM types WHERE types.id = records.type), resource, user, before, after, metadata"
    for reading in id.readings {
      let found = try [0, 1].flatMap { failed in
        try records(
          """
          SELECT \(columns) FROM records INDEXED BY records_by_kind
          WHERE kind = ?1 AND failed = \(failed) AND at = ?2 AND token = ?3 AND resource = ?4
          """,
          [
            .integer(reading.key.kind.number), .integer(reading.key.timestamp.microseconds),
            .text(reading.key.token?.description ?? ""), .blob(Array(reading.resourceID.utf8)),
          ])
      }
      if let record = found.max(by: { $0.position < $1.position }) { return record }
    }
    return nil
  }

  /// The question's SQL along the path that reads least; `nil` where the counts tell that nothing matches.
  func query(_ request: PageRequest) throws -> RecordQuery? {
    let filter = request.filter
    var type: Int64?
    var user: Int64?
    if let name = filter.resourceType {
      guard let id = try NameTable.id(of: name, in: db) else { return nil }
      type = id
    }
    if let name = filter.user {
      guard let id = try NameTable.id(of: name, in: db) else { return nil }
      user = id
    }
    let counts = StatisticsReader(db)
    switch (type, user, filter.resourceID) {
    case (let type?, let user, let id?):
      if let user, try counts.total(ofUser: user, type: type) == 0 { return nil }
      return RecordQuery(request, path: .resource(type: type, id: id), user: user)
    case (let type?, let user?, nil):
      guard try counts.total(ofUser: user, type: type) > 0 else { return nil }
      let isUserShorter = try counts.total(ofUser: user, type: StatisticsChanges.allTypes) <= counts.total(ofType: type)
      return RecordQuery(request, path: isUserShorter ? .userOfType(user: user, type: type) : .typeOfUser(type: type, user: user))
    case (let type?, nil, nil): return RecordQuery(request, path: .type(type))
    case (nil, let user?, _): return RecordQuery(request, path: .user(user))
    case (nil, nil, _): return RecordQuery(request, path: .all)
    }
  }

  private func records(_ sql: String, _ arguments: [SQLValue]) throws -> [HistoryRecord] {
    let statement = try BoundStatement(db, sql)
    statement.bind(arguments)
    var decoder = RecordDecoder(db)
    var found: [HistoryRecord] = []
    try statement.forEachRow { found.append(try decoder.record($0)) }
    return found
  }
}

/// Makes records of rows whose columns are those of `RecordQuery`.
private struct RecordDecoder {
  private let db: Database
  private var types: [String: ResourceType] = [:]
  private var users: [Int64: User] = [:]

  init(_ db: Database) { self.db = db }

  mutating func record(_ row: BoundStatement) throws -> HistoryRecord {
    guard let kind = OperationKind(number: row.integer(1)) else { throw Self.damaged("an operation") }
    let token = row.bytes(2).isEmpty ? nil : try RecordToken(row.string(2))
    return HistoryRecord(
      kind, of: try Resource(type: try type(row.string(3)), id: row.string(4)), at: Timestamp(microseconds: row.integer(0)), token: token,
      by: try user(row.integer(5)), before: try state(row, 6, "a state before"), after: try state(row, 7, "a state after"),
      metadata: try state(row, 8, "metadata") ?? [:])
  }

  private mutating func type(_ name: String) throws -> ResourceType {
    if let type = types[name], type.name.utf8.elementsEqual(name.utf8) { return type }
    let type = try ResourceType(name)
    types[name] = type
    return type
  }

  private mutating func user(_ id: Int64) throws -> User {
    if let user = users[id] { return user }
    let statement = try BoundStatement(db, "SELECT name FROM users WHERE id = ?")
    statement.bind(id, at: 1)
    defer { statement.reset() }
    guard try statement.step() else { throw Self.damaged("a user") }
    let user = try User(statement.string(0))
    users[id] = user
    return user
  }

  private func state(_ row: BoundStatement, _ column: Int32, _ what: String) throws -> JSONObject? {
    guard !row.isNull(column) else { return nil }
    guard let object = (try? JSONParser.parse(row.bytes(column)))?.object else { throw Self.damaged(what) }
    return object
  }

  private static func damaged(_ what: String) -> HistoryError {
    HistoryError(.corruptText, "a record in the database cannot be read, for \(what) is damaged: restore the file from a backup")
  }
}
