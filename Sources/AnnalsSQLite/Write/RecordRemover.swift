import Annals
import GRDB

/// Removes given records within a transaction; statistics, texts and users follow.
struct RecordRemover {
  private let db: Database
  private let texts: TextTable

  init(_ db: Database) {
    self.db = db
    texts = TextTable(db)
  }

  /// Removes those that are as they were read.
  func remove(_ records: some Sequence<HistoryRecord>) throws -> [RemovalOutcome] {
    let removal = try BoundStatement(db, "DELETE FROM records WHERE id = ?")
    let reader = RecordReader(db)
    var changes = StatisticsChanges()
    let outcomes = try records.map { record in
      guard let stored = try reader.stored(record.position) else { return RemovalOutcome.absent }
      guard stored.record == record else { return .changed }
      removal.bind(stored.id, at: 1)
      try removal.run()
      try texts.forget(record: stored.id)
      changes.add(
        -1, day: record.timestamp.day, type: stored.type, user: stored.user, kind: record.operation, isFailed: record.isFailed,
        reads: -Int64(record.countedReads))
      return .removed
    }
    try NameTable.removeUnused(users: changes.apply(in: db), in: db)
    return outcomes
  }
}
