import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("The journal when the file system fails")
struct JournalFaultTests {
  private let files = MemoryFiles()

  private func log(_ durability: JournalConfiguration.Durability = .everyBatch) throws -> JournalLog {
    var configuration = JournalConfiguration(path: files.path)
    configuration.durability = durability
    configuration.segmentSize = 4096
    return try JournalLog(configuration, files: files)
  }

  private func payload(_ number: Int) -> [UInt8] { Array("payload \(number)".utf8) }

  private func numbers(in log: JournalLog) throws -> [String] {
    guard let waiting = log.waiting else { return [] }
    return try log.read(waiting, limit: 1000, bytes: 1_000_000).entries.map { String(decoding: $0.payload, as: UTF8.self) }
  }

  @Test("Short writes and interrupted calls are gone on with")
  func shortWrites() throws {
    let log = try log()
    var count = 0
    files.fail { call in
      count += 1
      return switch call {
      case .write: count % 3 == 0 ? .error(EINTR) : .short
      case .read: count % 2 == 0 ? .error(EINTR) : .short
      default: nil
      }
    }
    for number in 1...20 { _ = try log.append([payload(number)]) }
    #expect(try numbers(in: log) == (1...20).map { "payload \($0)" })
  }

  @Test(
    "A write that fails keeps none of its batch, and the next batch is kept",
    arguments: [ENOSPC, EIO, EROFS, EBADF, EDQUOT], [true, false])
  func failedWrites(error: Int32, isPart: Bool) throws {
    let log = try log()
    _ = try log.append([payload(1)])
    files.fail { $0 == .write ? isPart ? .partly(error) : .error(error) : nil }
    let refusal = #expect(throws: HistoryError.self) { try log.append([payload(2), payload(3)]) }
    #expect(refusal?.code == .journalUnavailable)
    #expect(refusal?.description.contains(FileFailure("write", number: error).description) == true)
    files.fail(nil)
    _ = try log.append([payload(4)])
    #expect(try numbers(in: log) == ["payload 1", "payload 4"])
    #expect(log.findings.isEmpty)
  }

  @Test("Where a failed write cannot be cut off either, a new file is begun behind it")
  func failedTruncation() throws {
    let log = try log()
    _ = try log.append([payload(1)])
    files.fail { $0 == .write ? .partly(EIO) : $0 == .truncate ? .error(EIO) : nil }
    #expect(throws: HistoryError.self) { try log.append([payload(2)]) }
    files.fail(nil)
    _ = try log.append([payload(3)])
    #expect(try numbers(in: log).first == "payload 1")
    #expect(try log.waiting.map { try all(log, $0) } == ["payload 1", "payload 3"])
  }

  private func all(_ log: JournalLog, _ range: ClosedRange<UInt64>) throws -> [String] {
    var next = range.lowerBound
    var found: [String] = []
    while next <= range.upperBound {
      let reading = try log.read(next...range.upperBound, limit: 10, bytes: 100_000)
      found += reading.entries.map { String(decoding: $0.payload, as: UTF8.self) }
      next = reading.upTo + 1
    }
    return found
  }

  @Test("A batch whose sync fails does not count as kept")
  func failedSync() throws {
    let log = try log()
    _ = try log.append([payload(1)])
    files.fail(.sync, EIO)
    #expect(throws: HistoryError.self) { try log.append([payload(2)]) }
    files.fail(nil)
    _ = try log.append([payload(3)])
    #expect(try numbers(in: log) == ["payload 1", "payload 3"])
  }

  @Test("A file that cannot be read is said and set aside, and those behind it are read")
  func unreadable() throws {
    let log = try log()
    for number in 1...3 { _ = try log.append([payload(number), [UInt8](repeating: 0, count: 4000)]) }
    var isFirst = true
    files.fail { call in
      guard call == .read, isFirst else { return nil }
      isFirst = false
      return .error(EIO)
    }
    let waiting = try #require(log.waiting)
    let found = try all(log, waiting)
    #expect(found.filter { $0.hasPrefix("payload") } == ["payload 2", "payload 3"])
    #expect(log.findings.count == 1)
    try log.acknowledge(upTo: 6)
    #expect(files.fileNames.contains { $0.hasSuffix(".damaged") })
  }

  @Test("A segment that was only begun gives its name to the next one, which is not removed with it")
  func begunSegment() throws {
    var log: JournalLog? = try log()
    files.fail(.syncFolder, EIO)
    #expect(throws: HistoryError.self) { try log?.append([payload(1)]) }
    files.fail(nil)
    log = nil
    let next = try self.log()
    _ = try next.append([payload(2)])
    _ = try next.append([payload(3)])
    try next.acknowledge(upTo: 1)
    #expect(try numbers(in: next) == ["payload 3"])
    #expect(files.fileNames.count { $0.hasSuffix(".journal") } == 1)
  }

  @Test("A note of what the store has that was cut short leaves the note before", arguments: [true, false])
  func cutMark(isSecond: Bool) throws {
    var log: JournalLog? = try log()
    for number in 1...4 { _ = try log?.append([payload(number)]) }
    try log?.acknowledge(upTo: 2)
    try log?.acknowledge(upTo: 3)
    var bytes = files.bytes(of: "acknowledged")
    bytes[isSecond ? 12 : 0] ^= 0xFF
    log = nil
    files.replace("acknowledged", bytes)
    let next = try self.log()
    #expect(try numbers(in: next).last == "payload 4")
    #expect(try numbers(in: next).count == (isSecond ? 2 : 1))
  }

  @Test("After a crash of the machine, every synced batch is there, whatever else is missing", arguments: 0..<200)
  func machineCrash(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    var folder = files
    var configuration = JournalConfiguration(path: files.path)
    (configuration.durability, configuration.segmentSize) = (.everyBatch, 4096)
    var kept: [Int] = []
    var number = 0
    for _ in 0..<4 {
      let log = try JournalLog(configuration, files: folder)
      let expected = kept.map { "payload \($0)" }
      let found = try log.waiting.map { try all(log, $0) } ?? []
      #expect(found.filter(Set(expected).contains) == expected)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        number += 1
        if random.chance(0.2) { folder.fail(random.chance(0.5) ? .sync : .write, EIO) }
        if (try? log.append([payload(number), [UInt8](repeating: 7, count: Int.random(in: 0...3000, using: &random))])) != nil {
          kept.append(number)
        }
        folder.fail(nil)
      }
      folder = folder.after(.machine, &random)
    }
  }
}
