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

  /// The page as JSON text, its states as they are stored.
  func texts(_ request: PageRequest) throws -> RecordPageText {
    var writer = JSONWriter(capacity: 512 * request.limit)
    var count = 0
    var last: RecordPosition?
    guard let query = try query(request) else { return RecordPageText(records: [], next: nil) }
    let statement = try BoundStatement(db, query.sql)
    statement.bind(query.arguments)
    var decoder = RecordDecoder(db)
    try statement.forEachRow { row in
      count += 1
      guard count <= request.limit else { return }
      if count > 1 { writer.write(raw: ",") }
      last = try decoder.write(row, to: &writer)
    }
    return RecordPageText(records: writer.bytes, next: count > request.limit ? last.map { Cursor(after: $0) } : nil)
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

  /// The record at a place in history with the numbers under which it is held; `nil` where there is none.
  func stored(_ position: RecordPosition) throws -> (id: Int64, type: Int64, user: Int64, record: HistoryRecord)? {
    guard let type = try NameTable.id(of: position.resource.type, in: db) else { return nil }
    let search = try BoundStatement(
      db,
      """
      SELECT at, kind, token, (SELECT name FROM types WHERE types.id = records.type), resource, user, before, after, metadata, id
      FROM records INDEXED BY records_by_resource WHERE type = ?1 AND resource = ?2 AND at = ?3 AND kind = ?4 AND token = ?5
      """)
    search.bind([
      .integer(type), .blob(Array(position.resource.id.utf8)), .integer(position.key.timestamp.microseconds),
      .integer(position.key.kind.number), .text(position.key.token?.description ?? ""),
    ])
    defer { search.reset() }
    guard try search.step() else { return nil }
    var decoder = RecordDecoder(db)
    return (search.integer(9), type, search.integer(5), try decoder.record(search))
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
    let position = try position(row)
    return HistoryRecord(
      position.key.kind, of: position.resource, at: position.key.timestamp, token: position.key.token, by: try user(row.integer(5)),
      before: try state(row, 6, "a state before"), after: try state(row, 7, "a state after"),
      metadata: try state(row, 8, "metadata") ?? [:])
  }

  /// Writes a record as JSON; where it is in all history.
  mutating func write(_ row: BoundStatement, to writer: inout JSONWriter) throws -> RecordPosition {
    let position = try position(row)
    writer.write(
      RecordText(
        key: position.key, resource: position.resource, user: try user(row.integer(5)), before: try text(row, 6, "a state before"),
        after: try text(row, 7, "a state after"), metadata: try text(row, 8, "metadata")))
    return position
  }

  private mutating func position(_ row: BoundStatement) throws -> RecordPosition {
    guard let kind = OperationKind(number: row.integer(1)) else { throw Self.damaged("an operation") }
    let token = row.bytes(2).isEmpty ? nil : try RecordToken(row.string(2))
    return RecordPosition(
      key: SortKey(timestamp: Timestamp(microseconds: row.integer(0)), kind: kind, token: token),
      resource: try Resource(type: try type(row.string(3)), id: row.string(4)))
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

  private func text(_ row: BoundStatement, _ column: Int32, _ what: String) throws -> RecordText.State {
    guard !row.isNull(column) else { return .absent }
    let bytes = row.bytes(column)
    guard JSONShape.isObject(bytes) else { throw Self.damaged(what) }
    return .text(bytes)
  }

  private static func damaged(_ what: String) -> HistoryError {
    HistoryError(.corruptText, "a record in the database cannot be read, for \(what) is damaged: restore the file from a backup")
  }
}
