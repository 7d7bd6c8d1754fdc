import Annals
import AnnalsTestSupport
import CZlib
import Foundation
import Testing

@Suite("Gzip")
struct GzipReaderTests {
  @Test("A file unpacks to the same text whatever pieces it comes in", arguments: [1, 2, 7, 1000, 65_536])
  func pieces(size: Int) throws {
    let text = try Self.text()
    let file = try Self.gzip(text)
    let reader = try GzipReader()
    var unpacked: [UInt8] = []
    for start in stride(from: 0, to: file.count, by: size) {
      try reader.unpack(Array(file[start..<min(start + size, file.count)])) { piece in
        #expect(piece.count <= GzipReader.pieceLength)
        unpacked += piece
      }
    }
    try reader.finish()
    #expect(unpacked == text)
  }

  @Test("Text that repeats itself comes in pieces, not at once")
  func bounded() throws {
    let text = [UInt8](repeating: 0, count: 3_000_000)
    let file = try Self.gzip(text)
    #expect(file.count < 10_000)
    let reader = try GzipReader()
    var pieces: [Int] = []
    try reader.unpack(file) { pieces.append($0.count) }
    try reader.finish()
    #expect(pieces.reduce(0, +) == text.count)
    #expect(pieces.allSatisfy { $0 <= GzipReader.pieceLength })
  }

  @Test("Members one after another, and zeros behind the last, read as one text")
  func members() throws {
    let file = try Self.gzip(Array("one ".utf8)) + Self.gzip(Array("two ".utf8)) + Self.gzip([]) + Self.gzip(Array("three".utf8))
    #expect(try GzipReader.unpack(file) == Array("one two three".utf8))
    #expect(try GzipReader.unpack(file + [0, 0, 0, 0]) == Array("one two three".utf8))
  }

  @Test("A file that is cut short is refused at its end")
  func cutShort() throws {
    let file = try Self.gzip(Self.text())
    for count in [0, 1, 5, 10, file.count / 2, file.count - 1] {
      #expect(throws: HistoryError.self, "\(count) bytes") { try GzipReader.unpack(Array(file[..<count])) }
    }
  }

  @Test("A file with a byte changed is refused")
  func damaged() throws {
    let file = try Self.gzip(Self.text())
    for index in [0, 1, 2, file.count / 2, file.count - 6, file.count - 1] {
      var damaged = file
      damaged[index] ^= 0x55
      #expect(throws: HistoryError.self, "byte \(index)") { try GzipReader.unpack(damaged) }
    }
  }

  @Test("Plain text is refused as no gzip file")
  func plainText() {
    let error = #expect(throws: HistoryError.self) { try GzipReader.unpack(Array("{\"a\": 1}".utf8)) }
    #expect(error?.description.contains("not gzip") == true)
  }

  @Test("An error of who takes the text is thrown on")
  func receiverThrows() throws {
    struct Stop: Error {}
    let reader = try GzipReader()
    let file = try Self.gzip(Self.text())
    #expect(throws: Stop.self) { try reader.unpack(file) { _ in throw Stop() } }
  }

  @Test("The real operations have as many lines as they say")
  func realOperations() throws {
    #expect(try RealOperations.lines().count == RealOperations.count)
    #expect(Set(try RealOperations.records().map(\.position)).count == RealOperations.count)
  }

  private static func text() throws -> [UInt8] {
    var generator = SeededGenerator(seed: 7)
    return (0..<200_000).map { _ in UInt8.random(in: 97...104, using: &generator) }
  }

  private static func gzip(_ text: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let version = ZLIB_VERSION
    let size = Int32(MemoryLayout<z_stream>.size)
    return try withUnsafeMutablePointer(to: &stream) { stream in
      try #require(deflateInit2_(stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, version, size) == Z_OK)
      defer { deflateEnd(stream) }
      var input = text
      var output = [UInt8](repeating: 0, count: Int(deflateBound(stream, UInt(text.count))) + 64)
      let status = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_in = input.baseAddress
          stream.pointee.avail_in = UInt32(input.count)
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          return deflate(stream, Z_FINISH)
        }
      }
      try #require(status == Z_STREAM_END)
      return Array(output[..<Int(stream.pointee.total_out)])
    }
  }
}
