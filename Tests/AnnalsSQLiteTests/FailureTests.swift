import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import GRDB
import Testing

@testable import AnnalsSQLite

@Suite("SQLite store: when the file fails")
struct FailureTests {
  @Test("A deleted file is noticed, and a new one takes the same records")
  func deletedFile() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      _ = try await store.append(try records(0..<10))
      try database.deleteFiles()
      #expect(await errorCode { _ = try await store.append(try records(10..<20)) } == .storeUnavailable)
      #expect(try await store.append(try records(10..<20)) == 10)
      #expect(FileManager.default.fileExists(atPath: database.path))
      #expect(try await store.statistics(.init()).total == 10)
      try store.close()
      let again = try SQLiteStore(path: database.path)
      #expect(try await again.all().count == 10)
      try again.close()
    }
  }

  @Test("A deleted file makes readiness and reading fail once, too")
  func deletedFileReadiness() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      try database.deleteFiles()
      #expect(await errorCode { try await store.checkReadiness() } == .storeUnavailable)
      try await store.checkReadiness()
      try database.deleteFiles()
      #expect(await errorCode { _ = try await store.all() } == .storeUnavailable)
      #expect(try await store.all().isEmpty)
      try store.close()
    }
  }

  @Test("While nothing can be made at the path the store fails, and is back when it can")
  func folderAway() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      let away = database.folder.path + "-away"
      try FileManager.default.moveItem(atPath: database.folder.path, toPath: away)
      for _ in 0..<3 { #expect(await errorCode { _ = try await store.append(try records(0..<1)) } == .storeUnavailable) }
      #expect(await errorCode { try await store.checkReadiness() } == .storeUnavailable)
      try FileManager.default.moveItem(atPath: away, toPath: database.folder.path)
      #expect(try await store.append(try records(0..<1)) == 1)
      try await store.checkReadiness()
      try store.close()
    }
  }

  @Test("A file that another one replaces is opened in its place")
  func replaced() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      _ = try await store.append(try records(0..<3))
      let backup = database.folder.appendingPathComponent("backup.sqlite").path
      let other = try SQLiteStore(path: backup)
      _ = try await other.append(try records(0..<7))
      try other.close()
      try database.deleteFiles()
      try FileManager.default.moveItem(atPath: backup, toPath: database.path)
      #expect(await errorCode { _ = try await store.all() } == .storeUnavailable)
      #expect(try await store.all().count == 7)
      try store.close()
    }
  }

  @Test("A full disk is unavailable, loses nothing that was stored, and takes records again when there is room")
  func full() async throws {
    try await TemporaryDatabase.with { database in
      var configuration = SQLiteStoreConfiguration()
      configuration.maximumSize = 400_000
      let store = try SQLiteStore(path: database.path, configuration: configuration)
      var stored = 0
      var code: HistoryError.Code?
      while code == nil, stored < 100_000 {
        let batch = try records(stored..<stored + 100)
        code = await errorCode { _ = try await store.append(batch) }
        if code == nil { stored += 100 }
      }
      #expect(code == .storeUnavailable)
      #expect(stored > 100)
      #expect(try await store.statistics(.init()).total == stored)
      #expect(try await store.all().count == stored)
      _ = try await store.cleanup(before: .now, mode: .remove)
      #expect(try await store.append(try records(stored..<stored + 100)) == 100)
      try store.close()
    }
  }

  @Test("A file that another process holds can be read, and is written when it is given back")
  func held() async throws {
    try await TemporaryDatabase.with { database in
      var configuration = SQLiteStoreConfiguration()
      configuration.busyTimeout = .milliseconds(20)
      let store = try SQLiteStore(path: database.path, configuration: configuration)
      _ = try await store.append(try records(0..<5))
      let other = try database.connection()
      try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
      #expect(await errorCode { _ = try await store.append(try records(5..<6)) } == .storeUnavailable)
      #expect(await errorCode { try await store.checkReadiness() } == .storeUnavailable)
      #expect(try await store.all().count == 5)
      try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
      #expect(try await store.append(try records(5..<6)) == 1)
      try other.close()
      try store.close()
    }
  }

  @Test("A record whose text was damaged is named as such, without what it holds")
  func damagedRecord() async throws {
    try await TemporaryDatabase.with { database in
      let store = try SQLiteStore(path: database.path)
      _ = try await store.append(try records(0..<3))
      let other = try database.connection()
      try await other.write { try $0.execute(sql: "UPDATE records SET after = '{\"secret' WHERE id = 2") }
      let error = await #expect(throws: HistoryError.self) { try await store.all() }
      #expect(error?.code == .corruptText)
      #expect(error?.description.contains("secret") == false)
      try other.close()
      try store.close()
    }
  }

  @Test(
    "SQLite's failures say whether trying again can help",
    arguments: [
      (ResultCode.SQLITE_FULL, HistoryError.Code.storeUnavailable), (.SQLITE_IOERR, .storeUnavailable),
      (.SQLITE_READONLY, .storeUnavailable), (.SQLITE_CANTOPEN, .storeUnavailable), (.SQLITE_BUSY, .storeUnavailable),
      (.SQLITE_LOCKED, .storeUnavailable), (.SQLITE_CORRUPT, .storeUnavailable), (.SQLITE_NOTADB, .storeUnavailable),
      (.SQLITE_CONSTRAINT, .storeRejected), (.SQLITE_TOOBIG, .storeRejected), (.SQLITE_MISMATCH, .storeRejected),
    ])
  func mapping(code: ResultCode, expected: HistoryError.Code) {
    let cause = DatabaseError(resultCode: code, message: "a message with {\"a\": \"state\"}")
    let error = HistoryError(database: cause, path: "/somewhere/annals.sqlite")
    #expect(error.code == expected)
    #expect(error.isRetryable == (expected == .storeUnavailable))
    #expect(error.description.contains("/somewhere/annals.sqlite"))
    #expect(!error.description.contains("state\""))
  }
}
