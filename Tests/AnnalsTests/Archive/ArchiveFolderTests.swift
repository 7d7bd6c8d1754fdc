import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("An archive in a folder")
struct ArchiveFolderTests {
  /// Runs the body with a folder that is not there yet.
  static func withFolder<Value>(_ body: (ArchiveFolder) async throws -> Value) async throws -> Value {
    let path = NSTemporaryDirectory() + "/annals-archive-test-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(ArchiveFolder(path: path + "/a/b"))
  }

  @Test("A folder keeps the promises of an archive", arguments: ArchiveCase.all)
  func contract(of promise: ArchiveCase) async throws {
    try await Self.withFolder { try await promise.check($0) }
  }

  @Test("What a process that was stopped left unfinished is no file of the archive")
  func unfinished() async throws {
    try await Self.withFolder { (folder) async throws in
      #expect(try await folder.create("type=A/x", ArchiveContent([1])))
      let stray = "\(folder.address)/type=A/.unfinished-1"
      #expect(FileManager.default.createFile(atPath: stray, contents: Data([1])))
      #expect(try await folder.names(beginning: "type=A/") == ["type=A/x"])
    }
  }

  @Test("A name that leads out of the folder is refused")
  func outside() async throws {
    try await Self.withFolder { (folder) async throws in
      for name in ["../x", "a/../../x", "/x", "a//x", "", "."] {
        await #expect(throws: HistoryError.self) { try await folder.create(name, ArchiveContent([1])) }
      }
    }
  }

  @Test("A folder that cannot be written is told with what to do")
  func unwritable() async throws {
    let folder = ArchiveFolder(path: "/dev/null/archive")
    do {
      _ = try await folder.create("x", ArchiveContent([1]))
      Issue.record("no error")
    } catch let error as HistoryError {
      #expect(error.code == .archiveUnavailable)
      #expect(error.description.contains("/dev/null"))
    }
    #expect(try await folder.names(beginning: "").isEmpty)
  }

  @Test("Equal folders have equal addresses")
  func addresses() {
    #expect(ArchiveFolder(path: "/tmp/a/../b/").address == ArchiveFolder(path: "/tmp/b").address)
    #expect(ArchiveFolder(path: "x").address.hasPrefix("/"))
  }
}
