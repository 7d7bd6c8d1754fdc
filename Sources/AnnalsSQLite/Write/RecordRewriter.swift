import Annals
import GRDB

/// Puts records in the place of others, within a transaction; statistics, texts and users follow.
struct RecordRewriter {
  private let db: Database
  private let texts: TextTable

  init(_ db: Database) {
    self.db = db
    texts = TextTable(db)
  }

  /// Rewrites those that are as they were read.
  func rewrite(_ rewrites: [RecordRewrite]) throws -> [RewriteOutcome] {
    // From here on this connection overwrites what it lets go, as far as SQLite knows of the bytes.
    try db.execute(sql: "PRAGMA secure_delete = ON")
    var changes = StatisticsChanges()
    let outcomes = try rewrites.map { try rewrite($0, &changes) }
    try NameTable.removeUnused(users: changes.apply(in: db), in: db)
    return outcomes
  }

  private func rewrite(_ rewrite: RecordRewrite, _ changes: inout StatisticsChanges) throws -> RewriteOutcome {
    let (old, new) = (rewrite.original, rewrite.replacement.record)
    let reader = RecordReader(db)
    guard let stored = try reader.stored(old.position), stored.record == old else { return .changed }
    if new.position != old.position, try reader.stored(new.position) != nil { return .taken }
    let user = new.user == old.user ? stored.user : try NameTable.makeID(of: new.user, in: db)
    let update = try BoundStatement(
      db, "UPDATE records SET resource = ?2, user = ?3, failed = ?4, before = ?5, after = ?6, metadata = ?7, reads = ?8 WHERE id = ?1")
    update.bind(stored.id, at: 1)
    update.bind(.blob(Array(new.resource.id.utf8)), at: 2)
    update.bind(user, at: 3)
    update.bind(new.isFailed ? 1 : 0, at: 4)
    for (object, index) in [(new.before, 5), (new.after, 6), (new.metadata, 7)] as [(JSONObject?, Int32)] {
      if let object { update.bind(.text(JSONWriter.text(of: object)), at: index) } else { update.bindNull(at: index) }
    }
    if new.countedReads != new.operation.usualReads {
      update.bind(Int64(new.countedReads), at: 8)
    } else {
      update.bindNull(at: 8)
    }
    try update.run()
    try texts.replace(with: rewrite.replacement.texts, of: stored.id)
    for (record, user, amount) in [(old, stored.user, -1), (new, user, 1)] as [(HistoryRecord, Int64, Int64)] {
      changes.add(
        amount, day: record.timestamp.day, type: stored.type, user: user, kind: record.operation, isFailed: record.isFailed,
        reads: amount * Int64(record.countedReads))
    }
    return .rewritten
  }
}
