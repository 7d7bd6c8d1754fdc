import Annals
import GRDB

/// The step that counts, in a file of an older version, how many reads its READs stand for: as many as their metadata says, else one.
///
/// It has its SQL to itself, for a step that was released is never changed.
struct ReadCounting {
  private let db: Database

  init(_ db: Database) { self.db = db }

  private struct Row {
    let id: Int64
    let day: Int64
    let type: Int64
    let user: Int64
    let reads: Int64
  }

  func run() throws {
    try db.execute(
      sql: """
        ALTER TABLE records ADD COLUMN reads INTEGER;
        ALTER TABLE totals ADD COLUMN reads INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE daily ADD COLUMN reads INTEGER NOT NULL DEFAULT 0;
        UPDATE totals SET reads = total WHERE kind = 2;
        UPDATE daily SET reads = total WHERE kind = 2;
        """)
    let ofRecord = try BoundStatement(db, "UPDATE records SET reads = ?2 WHERE id = ?1")
    let ofType = try BoundStatement(db, "UPDATE totals SET reads = reads + ?2 WHERE type = ?1 AND kind = 2")
    let ofDay = try BoundStatement(db, "UPDATE daily SET reads = reads + ?4 WHERE day = ?1 AND type = ?2 AND user = ?3 AND kind = 2")
    for row in try rows() {
      ofRecord.bind([.integer(row.id), .integer(row.reads)])
      try ofRecord.run()
      ofType.bind([.integer(row.type), .integer(row.reads - 1)])
      try ofType.run()
      ofDay.bind([.integer(row.day), .integer(row.type), .integer(row.user), .integer(row.reads - 1)])
      try ofDay.run()
    }
  }

  /// The READs that stand for another number of reads than one.
  private func rows() throws -> [Row] {
    let search = try BoundStatement(
      db,
      """
      SELECT id, at, type, user, metadata FROM records WHERE kind = 2 AND failed IN (0, 1) AND instr(metadata, '"reads"') > 0
      """)
    var rows: [Row] = []
    try search.forEachRow { row in
      guard let metadata = (try? JSONParser.parse(row.bytes(4)))?.object else { return }
      let reads = ReadCount.count(in: metadata)
      guard reads != 1 else { return }
      rows.append(
        Row(
          id: row.integer(0), day: Timestamp(microseconds: row.integer(1)).day, type: row.integer(2), user: row.integer(3),
          reads: Int64(reads)))
    }
    return rows
  }
}
