import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import GRDB
import Testing

@Suite("SQLite store: opening")
struct OpeningTests {
  @Test("What was stored is there with equal answers when the file is opened again")
  func reopen() async throws {
    try await TemporaryDatabase.with { database in
      let text = KeptText(digest: TextDigest(of: "whole"), length: 5, compressed: [1, 2, 3])
      let input = try records(0..<500) + [SanitizedRecord(try records(500..<501)[0].record, texts: [text])]
      let first = try SQLiteStore(path: database.path)
      #expect(try await first.append(input) == 501)
      let listed = try await first.all(pageSize: 100)
      let statistics = try await first.statistics(.init())
      try first.close()

      let second = try SQLiteStore(path: database.path)
      #expect(try await second.all(pageSize: 100) == listed)
      #expect(try await second.statistics(.init()) == statistics)
      #expect(try await second.keptTexts([text.digest])[text.digest] == text)
      #expect(try await second.append(input) == 0)
      try second.close()
    }
  }

  @Test("A closed store refuses every call")
  func closed() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      try store.close()
      #expect(await errorCode { _ = try await store.statistics(.init()) } == .storeUnavailable)
      #expect(await errorCode { _ = try await store.append(try records(0..<1)) } == .storeUnavailable)
    }
  }

  @Test("A relative path names the file that it named at first, and is no SQLite URI")
  func relativePath() async throws {
    let name = "file:annals-\(UUID().uuidString).sqlite"
    let store = try SQLiteStore(path: name)
    defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: name + suffix) } }
    #expect(FileManager.default.fileExists(atPath: name))
    #expect(store.path.hasSuffix("/\(name)"))
    try store.close()
  }

  @Test(
    "A path that cannot be opened is refused with what would be right",
    arguments: [
      ("missing/annals.sqlite", "the folder"), (".", "it is a folder"), ("file/annals.sqlite", "is a file, not a folder"),
      ("file", "is not a SQLite database"),
    ])
  func refusedPath(path: String, sentence: String) async throws {
    try await TemporaryDatabase.with { database in
      try Data(repeating: 0x41, count: 5000).write(to: database.folder.appendingPathComponent("file"))
      let error = #expect(throws: HistoryError.self) {
        try SQLiteStore(path: database.folder.appendingPathComponent(path).path)
      }
      #expect(error?.code == .storeUnavailable)
      #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
      #expect(error?.isRetryable == true)
    }
  }

  @Test("A folder that lets nobody write is refused", .enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
  func readOnlyFolder() throws {
    let error = #expect(throws: HistoryError.self) { try SQLiteStore(path: "/proc/annals.sqlite") }
    #expect(error?.code == .storeUnavailable)
    #expect(error?.description.contains("may not be written") == true, "\(error?.description ?? "")")
  }

  @Test("A path that names no file, and a number of readers that cannot be, are refused as configuration", arguments: ["", ":memory:"])
  func refusedConfiguration(path: String) async throws {
    #expect(throws: HistoryError.self) { try SQLiteStore(path: path) }
    try await TemporaryDatabase.with { database in
      var configuration = SQLiteStoreConfiguration()
      configuration.readerCount = 0
      let error = #expect(throws: HistoryError.self) { try SQLiteStore(path: database.path, configuration: configuration) }
      #expect(error?.code == .invalidConfiguration)
    }
  }

  @Test("A database of another program is refused and stays as it is")
  func foreign() async throws {
    try await TemporaryDatabase.with { database in
      let other = try database.connection()
      try await other.write { try $0.execute(sql: "CREATE TABLE music (id INTEGER PRIMARY KEY)") }
      try other.close()
      let before = try Data(contentsOf: URL(fileURLWithPath: database.path))
      let error = #expect(throws: HistoryError.self) { try SQLiteStore(path: database.path) }
      #expect(error?.code == .storeUnavailable)
      #expect(error?.description.contains("another program") == true)
      #expect(try Data(contentsOf: URL(fileURLWithPath: database.path)) == before)
    }
  }

  @Test("A database that a newer version made is refused")
  func newer() async throws {
    try await TemporaryDatabase.with { database in
      try SQLiteStore(path: database.path).close()
      let other = try database.connection()
      try await other.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')") }
      try other.close()
      let error = #expect(throws: HistoryError.self) { try SQLiteStore(path: database.path) }
      #expect(error?.code == .storeUnavailable)
      #expect(error?.description.contains("newer version") == true)
    }
  }

  @Test("Opened for reading only, a store answers and refuses to write; it makes no file")
  func readOnly() async throws {
    try await TemporaryDatabase.with { database in
      var configuration = SQLiteStoreConfiguration()
      configuration.access = .readOnly
      #expect(throws: HistoryError.self) { try SQLiteStore(path: database.path, configuration: configuration) }
      #expect(!FileManager.default.fileExists(atPath: database.path))

      let writer = try SQLiteStore(path: database.path)
      _ = try await writer.append(try records(0..<10))
      let reader = try SQLiteStore(path: database.path, configuration: configuration)
      #expect(try await reader.all().count == 10)
      #expect(try await reader.statistics(.init()).total == 10)
      #expect(await errorCode { _ = try await reader.append(try records(10..<11)) } == .storeRejected)
      #expect(await errorCode { try await reader.checkReadiness() } == .storeRejected)
      try reader.close()
      try writer.close()
    }
  }

  @Test("A file whose making was cut short by a kill is made anew; who only reads is told what to do")
  func cutShort() async throws {
    try await TemporaryDatabase.with { database in
      // What SQLite leaves: a page that a transaction wrote, and the journal that says that the file was empty before.
      let maker = try DatabaseQueue(path: database.path)
      try await maker.write { db in
        try db.execute(sql: "PRAGMA cache_spill = 1; CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      }
      try maker.close()
      try Data(Self.journalOfEmptyFile(sectorSize: 512)).write(to: URL(fileURLWithPath: database.path + "-journal"))
      var configuration = SQLiteStoreConfiguration()
      configuration.access = .readOnly
      let refusal = #expect(throws: HistoryError.self) { try SQLiteStore(path: database.path, configuration: configuration) }
      #expect(refusal?.description.contains("open it once for writing") == true)
      let store = try SQLiteStore(path: database.path)
      #expect(try await store.append(try records(0..<3)) == 3)
      try store.close()
    }
  }

  /// A rollback journal without pages, of a file that had none. Source: sqlite.org/fileformat2.html, section 3.
  private static func journalOfEmptyFile(sectorSize: UInt32) -> [UInt8] {
    var bytes: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
    for number in [0, 0x1234_5678, 0, sectorSize, 4096] as [UInt32] {
      withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes + [UInt8](repeating: 0, count: Int(sectorSize) - bytes.count)
  }

  @Test("Many that open one new file at the same time all get it")
  func openedTogether() async throws {
    try await TemporaryDatabase.with { database in
      let path = database.path
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<6 {
          group.addTask {
            let store = try SQLiteStore(path: path)
            _ = try await store.append(try records(number * 10..<(number + 1) * 10))
            try store.close()
          }
        }
        try await group.waitForAll()
      }
      let store = try SQLiteStore(path: path)
      #expect(try await store.statistics(.init()).total == 60)
      try store.close()
    }
  }
}
