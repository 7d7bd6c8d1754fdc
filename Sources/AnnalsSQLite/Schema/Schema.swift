import GRDB

/// The tables, and how a file of an older version gets them.
enum Schema {
  /// Marks a file as a history database (`Annl`).
  static let applicationID: Int32 = 0x416E_6E6C

  /// The steps from an empty file to today's tables, each run once. A step that was released is never changed.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 records, statistics, texts") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: records)
      try db.execute(sql: statistics)
      try db.execute(sql: texts)
    }
    migrator.registerMigration("2 represented reads") { db in
      try ReadCounting(db).run()
    }
    migrator.registerMigration("3 documents") { db in
      try db.execute(sql: documents)
    }
    return migrator
  }

  /// Types and users are held once and named by number. Ids are BLOBs, so that a NUL in one is a byte like any other and they are ordered by
  /// their bytes; states are the JSON text that the writer makes, so that numbers keep every digit.
  ///
  /// `reads`, which a later step adds, is how many reads a READ stands for, NULL where that is one; 1 of a CREATE that is a baseline, else NULL.
  ///
  /// `kind` numbers the operations in the order of their names. Every index but the first begins with the few values of `kind` and `failed`
  /// after its own column: a question about some of them reads exactly these, and one about all merges at most eight ordered runs.
  private static let records = """
    CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE users (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);
    CREATE TABLE records (
      id INTEGER PRIMARY KEY,
      type INTEGER NOT NULL,
      resource BLOB NOT NULL,
      at INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      token TEXT NOT NULL,
      user INTEGER NOT NULL,
      failed INTEGER NOT NULL,
      before TEXT,
      after TEXT,
      metadata TEXT NOT NULL
    );
    CREATE UNIQUE INDEX records_by_resource ON records (type, resource, at, kind, token);
    CREATE INDEX records_by_kind ON records (kind, failed, at, token);
    CREATE INDEX records_by_type ON records (type, kind, failed, at, token);
    CREATE INDEX records_by_user ON records (user, kind, failed, at, token, type);
    """

  /// Counts, kept in the transactions that write records. The type 0 stands for all types. `user_totals` holds the user's name a second time
  /// so that its index gives the top users in order, ties included, without reading the rest.
  private static let statistics = """
    CREATE TABLE totals (
      type INTEGER NOT NULL, kind INTEGER NOT NULL, total INTEGER NOT NULL, failed INTEGER NOT NULL,
      PRIMARY KEY (type, kind)
    ) WITHOUT ROWID;
    CREATE TABLE daily (
      day INTEGER NOT NULL, type INTEGER NOT NULL, user INTEGER NOT NULL, kind INTEGER NOT NULL,
      total INTEGER NOT NULL, failed INTEGER NOT NULL,
      PRIMARY KEY (day, type, user, kind)
    ) WITHOUT ROWID;
    CREATE TABLE user_totals (
      type INTEGER NOT NULL, user INTEGER NOT NULL, total INTEGER NOT NULL, name BLOB NOT NULL,
      PRIMARY KEY (type, user)
    ) WITHOUT ROWID;
    CREATE INDEX user_totals_by_count ON user_totals (type, total DESC, name);
    """

  /// Whole texts under their digest, with how many records point at each.
  private static let texts = """
    CREATE TABLE texts (
      id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, length INTEGER NOT NULL, compressed BLOB NOT NULL, uses INTEGER NOT NULL
    );
    CREATE TABLE record_texts (record INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (record, text)) WITHOUT ROWID;
    """

  /// What belongs to running Annals, beside the history.
  private static let documents = """
    CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, content BLOB NOT NULL);
    """
}
