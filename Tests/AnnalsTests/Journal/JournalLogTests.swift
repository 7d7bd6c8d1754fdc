import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("The journal's log")
struct JournalLogTests {
  private let folder = TemporaryFolder()

  private func configuration(_ change: (inout JournalConfiguration) -> Void = { _ in }) -> JournalConfiguration {
    var configuration = JournalConfiguration(path: folder.path)
    change(&configuration)
    return configuration
  }

  private func payloads(_ numbers: ClosedRange<Int>, size: Int = 100) -> [[UInt8]] {
    numbers.map { number in
      var bytes = [UInt8](repeating: UInt8(number % 256), count: size)
      bytes.append(littleEndian: UInt32(number))
      return bytes
    }
  }

  private func all(_ log: JournalLog, limit: Int = 7, bytes: Int = 10_000) throws -> [[UInt8]] {
    guard let waiting = log.waiting else { return [] }
    var found: [[UInt8]] = []
    var next = waiting.lowerBound
    while next <= waiting.upperBound {
      let reading = try log.read(next...waiting.upperBound, limit: limit, bytes: bytes)
      found += reading.entries.map { Array($0.payload) }
      next = reading.upTo + 1
    }
    return found
  }

  @Test("What was appended is read back in order, in the same process and in the next")
  func roundTrip() throws {
    let configuration = configuration { $0.segmentSize = 4096 }
    var log: JournalLog? = try JournalLog(configuration)
    for start in stride(from: 1, through: 200, by: 10) { _ = try log?.append(payloads(start...(start + 9))) }
    #expect(try log.map { try all($0) } == payloads(1...200))
    #expect((log?.status.segments ?? 0) > 4)
    log = nil
    let next = try JournalLog(configuration)
    #expect(next.waiting == 1...200)
    #expect(try all(next) == payloads(1...200))
    #expect(next.findings.isEmpty)
  }

  @Test("What the store has is not read again, and its files are removed")
  func acknowledging() throws {
    let configuration = configuration { $0.segmentSize = 4096 }
    var log: JournalLog? = try JournalLog(configuration)
    for start in stride(from: 1, through: 200, by: 10) { _ = try log?.append(payloads(start...(start + 9))) }
    let size = log?.size ?? 0
    try log?.acknowledge(upTo: 155)
    #expect(try log.map { try all($0) } == payloads(156...200))
    #expect((log?.size ?? .max) < size / 2)
    log = nil
    let next = try JournalLog(configuration)
    #expect(try all(next) == payloads(156...200))
    try next.acknowledge(upTo: 200)
    #expect(try next.append(payloads(201...201)) == 201...201)
    try next.acknowledge(upTo: 201)
    try next.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["acknowledged", "lock"])
  }

  @Test("Reading goes on in a segment that grows meanwhile")
  func growing() throws {
    let log = try JournalLog(configuration())
    var found: [[UInt8]] = []
    for round in 0..<20 {
      _ = try log.append(payloads((round * 5 + 1)...(round * 5 + 5)))
      let waiting = UInt64(found.count + 1)...UInt64(round * 5 + 5)
      found += try log.read(waiting, limit: 3, bytes: 10_000).entries.map { Array($0.payload) }
    }
    #expect(found == payloads(1...60))
  }

  @Test("Files are for their owner alone")
  func permissions() throws {
    let log = try JournalLog(configuration())
    _ = try log.append(payloads(1...1))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(name)")
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
    }
    let folderAttributes = try FileManager.default.attributesOfItem(atPath: folder.path)
    #expect((folderAttributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
  }

  @Test("A second user of the folder is refused by name of the first")
  func lock() throws {
    var log: JournalLog? = try JournalLog(configuration())
    let error = #expect(throws: HistoryError.self) { try JournalLog(configuration()) }
    #expect(error?.code == .journalInUse)
    #expect(error?.description.contains("this process") == true)
    #expect(log != nil)
    log = nil
    _ = try JournalLog(configuration())
  }

  @Test("A folder that cannot be one is refused with what would be right")
  func badFolders() throws {
    let file = folder.path + ".file"
    try Data().write(to: URL(fileURLWithPath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    for path in [file, "/proc/annals", "\(folder.path)/no/such"] {
      let error = #expect(throws: HistoryError.self) { try JournalLog(JournalConfiguration(path: path)) }
      #expect(error?.code == .journalUnavailable)
      #expect(error?.description.contains(path) == true)
    }
  }

  @Test("The size limit is never passed, and there is room again once the store has some of it")
  func full() throws {
    let log = try JournalLog(configuration { ($0.segmentSize, $0.sizeLimit) = (4096, 16_384) })
    var count = 0
    var refusal: HistoryError?
    while refusal == nil, count < 1000 {
      do { _ = try log.append(payloads((count + 1)...(count + 5))) } catch { refusal = error }
      if refusal == nil { count += 5 }
      #expect(log.size <= 16_384)
    }
    #expect(refusal?.code == .journalFull)
    #expect(try all(log) == payloads(1...count))
    try log.acknowledge(upTo: UInt64(count) / 2)
    _ = try log.append(payloads((count + 1)...(count + 5)))
    #expect(try all(log) == payloads((count / 2 + 1)...(count + 5)))
  }

  @Test("A torn tail is cut off at the start, said, and nothing is lost before it")
  func tornTail() throws {
    var log: JournalLog? = try JournalLog(configuration())
    _ = try log?.append(payloads(1...3))
    log = nil
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".journal") })
    let url = URL(fileURLWithPath: "\(folder.path)/\(name)")
    let whole = try Data(contentsOf: url)
    try whole.prefix(whole.count - 30).write(to: url)
    let next = try JournalLog(configuration())
    #expect(try all(next) == payloads(1...2))
    #expect(next.findings == [JournalFinding(file: name, problem: .torn(bytes: 94))])
    #expect(try next.append(payloads(4...4)) == 3...3)
    #expect(try all(next) == payloads(1...2) + payloads(4...4))
  }

  @Test("A damaged file is said and set aside, not removed, and what is intact around the damage is stored")
  func damage() throws {
    var log: JournalLog? = try JournalLog(configuration())
    _ = try log?.append(payloads(1...5))
    log = nil
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".journal") })
    let url = URL(fileURLWithPath: "\(folder.path)/\(name)")
    var bytes = try Data(contentsOf: url)
    bytes[bytes.startIndex + 20 + 124 * 2 + 50] ^= 0x10
    try bytes.write(to: url)
    let next = try JournalLog(configuration())
    #expect(try all(next) == payloads(1...2) + payloads(4...5))
    #expect(next.findings == [JournalFinding(file: name, problem: .damaged(268..<392))])
    try next.acknowledge(upTo: 5)
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name).damaged")) == bytes)
    #expect(next.waiting == nil)
  }

  @Test("What the store rejects is kept in a file of its own, through restarts")
  func rejected() throws {
    var log: JournalLog? = try JournalLog(configuration())
    try log?.setAside(payloads(1...2))
    log = nil
    log = try JournalLog(configuration())
    try log?.setAside(payloads(3...3))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/rejected.records"))
    let content = SegmentContent(Array(bytes), from: SegmentHeader.length)
    #expect(content.entries.map { Array(content.payload(of: $0)) } == payloads(1...3))
    #expect(log?.status.rejectedSize == bytes.count)
  }
}

/// A folder that goes with the test.
final class TemporaryFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("annals-\(UUID().uuidString)").path
  deinit { try? FileManager.default.removeItem(atPath: path) }
}
