import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("The journal's format")
struct JournalFormatTests {
  /// Source: RFC 3720, appendix B.4.
  private static let checksums: [([UInt8], UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283), ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E), (Array((0..<32).reversed()), 0x113F_DB5C), ([], 0),
  ]

  @Test("CRC32C gives the published checksums", arguments: checksums)
  func checksum(bytes: [UInt8], expected: UInt32) {
    var checksum = CRC32C()
    checksum.add(bytes)
    #expect(checksum.checksum == expected)
    var parts = CRC32C()
    for byte in bytes { parts.add([byte]) }
    #expect(parts.checksum == expected)
    var sliced = CRC32C()
    bytes.withUnsafeBytes { sliced.addBySlicing($0) }
    #expect(sliced.checksum == expected)
  }

  @Test("A record comes back from its payload as it went in")
  func roundTrip() throws {
    let operations = try RealOperations.records().prefix(2000)
    var random = RandomJSON()
    let sanitizer = try Sanitizer()
    var records = Array(operations)
    for number in 0..<500 {
      records.append(
        HistoryRecord(
          .update, of: try Resource("A", "#\(number)/é"), at: .now, token: number % 3 == 0 ? nil : .next(), before: try random.object(),
          after: try random.object(), metadata: try random.object()))
    }
    let text = JSONValue.string(String(repeating: "lang ", count: 9000))
    records.append(HistoryRecord(.update, of: try Resource("PROMPT", "p#1/ü"), at: .now, token: .next(), before: ["text": text]))
    for record in records {
      var sanitized = sanitizer.sanitize(record)
      sanitized.mayExist = record.token == nil
      let read = try RecordPayload.record(of: RecordPayload.bytes(of: sanitized)[...])
      #expect(read == sanitized, "seed \(random.seed)")
      #expect(read.record.json == sanitized.record.json)
    }
  }

  @Test("A payload that was cut anywhere is refused, not misread")
  func cutPayload() throws {
    let text = String(repeating: "lang ", count: 9000)
    let record = HistoryRecord(.create, of: try Resource("PROMPT", "p"), at: .now, token: .next(), after: ["text": .string(text)])
    let bytes = RecordPayload.bytes(of: try Sanitizer().sanitize(record))
    for length in bytes.indices {
      #expect(throws: HistoryError.self) { try RecordPayload.record(of: bytes[..<length]) }
    }
  }

  @Test("Whatever byte is flipped in a segment, the other entries are read as they were written, and nothing else is")
  func flippedBytes() {
    let payloads = (0..<5).map { Array("payload number \($0)".utf8) }
    var bytes = SegmentHeader.bytes(first: 7)
    var starts: [Int] = []
    for (index, payload) in payloads.enumerated() {
      starts.append(bytes.count)
      bytes += JournalEntry.bytes(of: [payload], from: 7 + UInt64(index))
    }
    for place in SegmentHeader.length..<bytes.count {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[place] ^= 1 << UInt8(bit)
        let content = SegmentContent(flipped, from: SegmentHeader.length)
        let hit = starts.lastIndex { $0 <= place } ?? 0
        let expected = payloads.indices.filter { $0 != hit }
        #expect(content.entries.map { Int($0.number) - 7 } == expected)
        #expect(content.entries.map { Array(content.payload(of: $0)) } == expected.map { payloads[$0] })
        #expect(!content.damages.isEmpty || content.tornAt != nil)
      }
    }
  }

  @Test("Wherever a crash cuts a segment, the entries before are read and the cut one is none")
  func tornTails() {
    let payloads = (0..<4).map { [UInt8](repeating: UInt8($0), count: 10 + $0) }
    var bytes = SegmentHeader.bytes(first: 1)
    var ends: [Int] = []
    for (index, payload) in payloads.enumerated() {
      bytes += JournalEntry.bytes(of: [payload], from: 1 + UInt64(index))
      ends.append(bytes.count)
    }
    for length in SegmentHeader.length...bytes.count {
      let content = SegmentContent(Array(bytes[..<length]), from: SegmentHeader.length)
      #expect(content.entries.count == ends.count { $0 <= length })
      #expect(content.damages.isEmpty)
      #expect((content.tornAt == nil) == (length == SegmentHeader.length || ends.contains(length)))
    }
  }
}
