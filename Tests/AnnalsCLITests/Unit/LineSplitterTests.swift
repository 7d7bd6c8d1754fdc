import Testing

@testable import AnnalsCLI

@Suite("Lines")
struct LineSplitterTests {
  /// The lines and problems of a text that comes in pieces of a size.
  private func split(_ text: String, pieces: Int = 3, limit: Int = 100) -> (lines: [String], numbers: [Int], problems: [BadLine]) {
    var splitter = LineSplitter(lineLimit: limit, batchLines: 2, batchBytes: 20)
    var (lines, numbers, problems): ([String], [Int], [BadLine]) = ([], [], [])
    func take() {
      let batch = splitter.takeBatch()
      lines += batch.lines.map { String(decoding: batch.bytes[$0.range], as: UTF8.self) }
      numbers += batch.lines.map(\.number)
      problems += batch.problems
    }
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      splitter.feed(bytes[start..<min(start + pieces, bytes.count)])
      if splitter.isFull { take() }
    }
    splitter.finish()
    take()
    return (lines, numbers, problems)
  }

  @Test("Line ends, blank lines and a byte order mark are left out, in pieces of any size", arguments: 1...9)
  func ends(pieces: Int) {
    let result = split("\u{FEFF}one\r\n\n  \t\r\ntwo\nthree\r\n\nlast", pieces: pieces)
    #expect(result.lines == ["one\r", "two", "three\r", "last"])
    #expect(result.numbers == [1, 4, 5, 7])
    #expect(result.problems.isEmpty)
  }

  @Test("A text with nothing in it has no lines", arguments: ["", "\n", "\r\n\r\n", "\u{FEFF}", "\u{FEFF}\n"])
  func nothing(text: String) {
    #expect(split(text).lines.isEmpty)
  }

  @Test("A line over the limit is told and stepped over, wherever it is", arguments: 1...12)
  func tooLong(pieces: Int) {
    let long = String(repeating: "x", count: 50)
    let result = split("\(long)\na\n\(long)\(long)\nb\n\(long)", pieces: pieces, limit: 10)
    #expect(result.lines == ["a", "b"])
    #expect(result.numbers == [2, 4])
    #expect(result.problems.map(\.number) == [1, 3, 5])
    #expect(result.problems.first?.reason == "the line is longer than 10: cut its record into smaller ones")
  }

  @Test("A line of exactly the limit is taken")
  func exactlyLimit() {
    #expect(split("0123456789\nx", limit: 10).lines == ["0123456789", "x"])
  }

  @Test("The last line of an input that was cut off is not taken")
  func cutOff() {
    var splitter = LineSplitter()
    splitter.feed(Array("whole\nhal".utf8))
    splitter.finish(isCut: true)
    #expect(splitter.takeBatch().lines.map(\.number) == [1])
  }

  @Test("A line that never ends takes no more memory than the limit and a piece")
  func boundedMemory() {
    var splitter = LineSplitter(lineLimit: 1000)
    for _ in 0..<1000 { splitter.feed([UInt8](repeating: 0x20, count: 1000)) }
    #expect(splitter.takeBatch().bytes.count <= 2000)
  }
}
