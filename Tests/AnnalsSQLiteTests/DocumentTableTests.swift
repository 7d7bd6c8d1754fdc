import Annals
import AnnalsTestSupport
import GRDB
import Testing

@testable import AnnalsSQLite

@Suite("SQLite store: documents")
struct DocumentTableTests {
  @Test("A file from before there were documents gets room for them, and keeps its records")
  func migrated() async throws {
    try await TemporaryDatabase.with { database in
      let queue = try database.connection()
      try Schema.migrator.migrate(queue, upTo: "2 represented reads")
      try queue.close()
      let store = try SQLiteStore(path: database.path)
      #expect(try await store.append(try records(0..<5)) == 5)
      #expect(try await store.put([1], as: DocumentName("keys/1"), replacing: 0))
      #expect(try await store.documents(beginning: "keys/").count == 1)
      #expect(try await store.all().count == 5)
      try store.close()
    }
  }

  @Test("What one process puts, another reads, and a process that only reads may not put")
  func shared() async throws {
    try await TemporaryDatabase.with { database in
      let name = try DocumentName("keys/1")
      let first = try SQLiteStore(path: database.path)
      #expect(try await first.put([1], as: name, replacing: 0))
      var configuration = SQLiteStoreConfiguration()
      configuration.access = .readOnly
      let second = try SQLiteStore(path: database.path, configuration: configuration)
      #expect(try await second.document(name)?.content == [1])
      #expect(await errorCode { _ = try await second.put([2], as: name, replacing: 1) } == .storeRejected)
      #expect(await errorCode { _ = try await second.remove(name, version: 1) } == .storeRejected)
      try second.close()
      try first.close()
    }
  }
}
