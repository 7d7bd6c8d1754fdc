import Foundation
import Testing

@testable import Annals

/// What a crash leaves that began a segment and wrote nothing whole into it.
@Suite("A segment without an entry")
struct UnfinishedSegmentTests {
  private static let payload: [UInt8] = Array("payload".utf8)

  /// Runs a test in a folder of its own.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-journal-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func open(_ folder: String, _ body: (JournalLog) throws -> Void) throws {
    try body(JournalLog(JournalConfiguration(path: folder)))
  }

  @Test(
    "costs nothing of what is written after it",
    arguments: [[], [0xA7], JournalEntry.mark + [JournalEntry.version, 0, 9, 0, 0, 0]] as [[UInt8]])
  func unfinished(rest: [UInt8]) throws {
    try withFolder { folder in
      try open(folder) { log in _ = try log.append([Self.payload, Self.payload]) }
      let name = JournalName.segment(3)
      try Data(SegmentHeader.bytes(first: 3) + rest).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      try open(folder) { log in
        #expect(log.findings.count == (rest.isEmpty ? 0 : 1))
        let range = try log.append([Self.payload])
        #expect(range == 3...3)
        try log.acknowledge(upTo: 2)
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)"))
      }
      try open(folder) { log in
        #expect(log.waiting == 3...3)
        let reading = try log.read(3...3, limit: 10, bytes: 1_000)
        #expect(reading.entries.map { Array($0.payload) } == [Self.payload])
      }
    }
  }

  @Test("is set aside where it is damaged, and its name is not given to another")
  func damaged() throws {
    try withFolder { folder in
      try open(folder) { log in _ = try log.append([Self.payload]) }
      let name = JournalName.segment(2)
      var entry = JournalEntry.bytes(of: [Self.payload], from: 2)
      entry[entry.count - 1] ^= 1
      try Data(SegmentHeader.bytes(first: 2) + entry).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      try open(folder) { log in
        let range = try log.append([Self.payload])
        #expect(range == 3...3)
        try log.acknowledge(upTo: 3)
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name).damaged"))
      }
    }
  }
}
