import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("Damage in a journal")
struct JournalDamageTests {
  private let folder = JournalFolder()

  @Test("A file that was begun before a crash and never written to is not removed with the one before, once it is used")
  func emptySegment() throws {
    _ = try folder.write(3)
    try folder.writeFile(JournalName.segment(4), SegmentHeader.bytes(first: 4))
    var log: JournalLog? = try folder.open()
    #expect(try log?.append([folder.payload(4)]) == 4...4)
    try log?.acknowledge(upTo: 3)
    log = nil
    let next = try folder.open()
    #expect(next.waiting == 4...4)
    #expect(try next.read(4...4, limit: 10, bytes: 1000).entries.map { Array($0.payload) } == [folder.payload(4)])
  }

  @Test("A journal whose limit is one file takes records again once the store has all of it")
  func oneFile() throws {
    var configuration = folder.configuration
    (configuration.segmentSize, configuration.sizeLimit) = (4096, 4096)
    let log = try JournalLog(configuration)
    for _ in 0..<3 {
      var count: UInt64 = 0
      while let range = try? log.append([folder.payload(1)]) { count = range.upperBound }
      #expect(log.size <= 4096)
      try log.acknowledge(upTo: count)
      #expect(try log.append([folder.payload(1)]) == (count + 1)...(count + 1))
    }
  }

  @Test("A file that somebody removed is told of, and keeps nothing behind it from being read and removed")
  func removedFile() throws {
    var configuration = folder.configuration
    configuration.segmentSize = 4096
    let log = try JournalLog(configuration)
    for number in 1...100 { _ = try log.append([folder.payload(number)]) }
    let names = folder.segments
    #expect(names.count > 2)
    try folder.remove(names[0])
    let reading = try log.read(1...100, limit: 100, bytes: 100_000)
    let first = try #require(reading.entries.first?.number)
    #expect(names[1] == JournalName.segment(first))
    #expect(reading.entries.map(\.number) == Array(first...100))
    #expect(log.findings.map(\.file) == [names[0]])
    try log.acknowledge(upTo: 100)
    #expect(folder.segments == [names[names.count - 1]])
  }

  @Test("Damage that comes after the journal was opened is found by reading, and its file is set aside, not removed")
  func lateDamage() throws {
    _ = try folder.write(3)
    let log = try folder.open()
    #expect(log.findings == [])
    let name = try #require(folder.segments.first)
    let entry = JournalEntry.headerLength + folder.payload(1).count
    try folder.flip(name, at: SegmentHeader.length + entry + JournalEntry.headerLength)
    let reading = try log.read(1...3, limit: 10, bytes: 100_000)
    #expect(reading.entries.map(\.number) == [1, 3])
    let range = (SegmentHeader.length + entry)..<(SegmentHeader.length + 2 * entry)
    #expect(log.findings == [JournalFinding(file: name, problem: .damaged(range))])
    try log.acknowledge(upTo: 3)
    #expect(folder.names.contains(name + ".damaged"))
  }

  @Test("A file with an entry that this version does not read is told, and set aside, not removed")
  func foreign() async throws {
    let log = try folder.open()
    _ = try log.append([folder.payload(1), [7, 7, 7], folder.payload(3)])
    let name = try #require(folder.segments.first)
    let journal = Journal(log)
    let batch = try await journal.read(1...3, limit: 10, bytes: 100_000)
    #expect(batch.records.map { $0 == nil } == [false, true, false])
    let findings = await journal.newFindings()
    #expect(findings.map(\.file) == [name])
    #expect(findings.first?.description.contains("is no record") == true)
    #expect(await journal.newFindings() == [])
    try await journal.acknowledge(upTo: 3)
    try await journal.close()
    #expect(folder.names.contains(name + ".damaged"))
  }

  @Test("A file that is set aside does not take the place of one that was before, even where the note of what the store has is lost")
  func namesOfDamagedFiles() throws {
    var log = try folder.write(1)
    for _ in 0..<2 {
      let name = try #require(folder.segments.last)
      log = nil
      try folder.flip(name, at: SegmentHeader.length + 3)
      log = try folder.open()
      if let waiting = log?.waiting { try log?.acknowledge(upTo: waiting.upperBound) }
      try log?.close()
      log = nil
      try folder.writeFile(JournalName.acknowledged, [])
      log = try folder.open()
      _ = try log?.append([folder.payload(1)])
    }
    #expect(folder.names.count { JournalName.isDamaged($0) } == 2)
  }

  @Test("A recorder tells of what was found damaged")
  func told() async throws {
    _ = try folder.write(3)
    let name = try #require(folder.segments.first)
    try folder.flip(name, at: SegmentHeader.length + 3)
    let logs = LogCollector()
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = .journaled(folder.configuration)
    let store = MemoryStore()
    let history = try HistoryService(store: store, configuration: configuration, logger: logs.logger)
    try await history.recording {}
    #expect(try await store.statistics(.init()).total == 3)
    #expect(logs.lines.contains { $0.contains("does not read as it was written") }, "\(logs.lines)")
  }
}
