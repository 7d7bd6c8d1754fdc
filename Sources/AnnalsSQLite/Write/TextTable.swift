import Annals
import GRDB

/// The whole texts, each once, with how many records point at it.
struct TextTable {
  private let db: Database

  init(_ db: Database) { self.db = db }

  /// Keeps the texts that a new record shows cut.
  func keep(_ texts: [KeptText], of record: Int64) throws {
    let insertion = try BoundStatement(
      db, "INSERT INTO texts (digest, length, compressed, uses) VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING")
    let search = try BoundStatement(db, "SELECT id FROM texts WHERE digest = ?")
    let reference = try BoundStatement(db, "INSERT INTO record_texts (record, text) VALUES (?, ?) ON CONFLICT DO NOTHING")
    let use = try BoundStatement(db, "UPDATE texts SET uses = uses + 1 WHERE id = ?")
    for text in texts {
      insertion.bind([.blob(text.digest.bytes), .integer(Int64(text.length)), .blob(text.compressed)])
      try insertion.run()
      search.bind(.blob(text.digest.bytes), at: 1)
      var ids: [Int64] = []
      try search.forEachRow { ids.append($0.integer(0)) }
      for id in ids {
        reference.bind([.integer(record), .integer(id)])
        try reference.run()
        guard db.changesCount > 0 else { continue }
        use.bind(id, at: 1)
        try use.run()
      }
    }
  }

  /// Keeps what a record that was rewritten shows cut, and lets go what it showed before.
  func replace(with texts: [KeptText], of record: Int64) throws {
    if !texts.isEmpty { try keep(texts, of: record) }
    try forget(record: record, keeping: Set(texts.map(\.digest)))
  }

  /// Removes a record's references, and the texts that no other record points at; those of some digests stay.
  func forget(record: Int64, keeping kept: Set<TextDigest> = []) throws {
    let search = try BoundStatement(
      db, "SELECT text, (SELECT digest FROM texts WHERE texts.id = record_texts.text) FROM record_texts WHERE record = ?")
    search.bind(record, at: 1)
    var ids: [Int64] = []
    try search.forEachRow { row in
      if let digest = TextDigest(bytes: Array(row.bytes(1))), kept.contains(digest) { return }
      ids.append(row.integer(0))
    }
    guard !ids.isEmpty else { return }
    let dereference = try BoundStatement(db, "DELETE FROM record_texts WHERE record = ? AND text = ?")
    let disuse = try BoundStatement(db, "UPDATE texts SET uses = uses - 1 WHERE id = ?")
    let removal = try BoundStatement(db, "DELETE FROM texts WHERE id = ? AND uses <= 0")
    for id in ids {
      dereference.bind([.integer(record), .integer(id)])
      try dereference.run()
      disuse.bind(id, at: 1)
      try disuse.run()
      removal.bind(id, at: 1)
      try removal.run()
    }
  }

  /// The texts of these digests, those that are kept.
  func texts(_ digests: Set<TextDigest>) throws -> [TextDigest: KeptText] {
    let search = try BoundStatement(db, "SELECT length, compressed FROM texts WHERE digest = ?")
    var texts: [TextDigest: KeptText] = [:]
    for digest in digests {
      search.bind(.blob(digest.bytes), at: 1)
      try search.forEachRow { row in
        texts[digest] = KeptText(digest: digest, length: Int(row.integer(0)), compressed: Array(row.bytes(1)))
      }
    }
    return texts
  }
}
