import Annals
import Testing

@testable import AnnalsCLI

@Suite("Output")
struct OutputTests {
  private func record(_ id: String, user: String = "ann", failed: String? = nil) throws -> HistoryRecord {
    try HistoryRecord(
      .update, of: Resource("PROMPT", id), at: Timestamp("2025-12-16T20:30:00.5Z"), token: RecordToken("T"), by: User(user),
      before: ["a": 1, "b": 2, "c": 3], after: ["a": 1, "b": 5, "d": 4],
      metadata: failed.map { ["success": false, "error": .string($0)] } ?? [:])
  }

  @Test("No line of a table is wider than the terminal", arguments: [60, 80, 100, 200])
  func width(width: Int) throws {
    var table = RecordTable(columns: .init(), palette: Palette(.never), width: width)
    let lines = try table.lines([
      record(String(repeating: "long/", count: 50)), record("短い長い名前の資源を作る短い長い名前の資源を作る短い長い名前の資源を作る"),
      record("x", user: String(repeating: "u", count: 200), failed: String(repeating: "no ", count: 90)),
    ])
    for line in lines { #expect(line.displayWidth <= width, "\(line)") }
    #expect(lines.count == 4)
    #expect(lines[1].contains("…"))
  }

  @Test(
    "A resource is cut in its middle, anything else at its end",
    arguments: [
      ("docs/schemas/transformers/index.md", 20, "docs/schem…/index.md", "docs/schemas/transf…"), ("短い長い名前の資源", 9, "短い…資源", "短い長い…"),
      ("short", 5, "short", "short"), ("longer", 4, "lon…", "lon…"),
    ])
  func cutting(text: String, width: Int, middle: String, end: String) {
    #expect(text.cutInMiddle(toWidth: width) == middle)
    #expect(text.cut(toWidth: width) == end)
  }

  @Test("A history id is never cut, and without a terminal nothing is")
  func uncut() throws {
    let id = String(repeating: "long/", count: 50)
    var narrow = RecordTable(columns: .init(resource: true, id: true), palette: Palette(.never), width: 80)
    #expect(try narrow.lines([record(id)])[1].hasSuffix("#UPDATE#\(id)#T"))
    var wide = RecordTable(columns: .init(), palette: Palette(.never), width: nil)
    #expect(try wide.lines([record(id)])[1].contains("PROMPT \(id)  ann   b, c, d"))
  }

  @Test("The heading comes once, and columns stay where they were")
  func pages() throws {
    var table = RecordTable(columns: .init(), palette: Palette(.never), width: nil)
    let first = try table.lines([record("a-long-name")])
    let second = try table.lines([record("b")])
    #expect(first.count == 2)
    #expect(second == ["2025-12-16 20:30:00  UPDATE     PROMPT b            ann   b, c, d"])
  }

  @Test("Colour is on a terminal, unless NO_COLOR or a dumb terminal says no")
  func color() {
    #expect(Palette(.auto, isTerminal: true, environment: [:]).isColored)
    #expect(Palette(.auto, isTerminal: true, environment: ["NO_COLOR": ""]).isColored)
    #expect(!Palette(.auto, isTerminal: true, environment: ["NO_COLOR": "1"]).isColored)
    #expect(!Palette(.auto, isTerminal: true, environment: ["TERM": "dumb"]).isColored)
    #expect(!Palette(.auto, isTerminal: false, environment: [:]).isColored)
    #expect(Palette(.always, isTerminal: false, environment: ["NO_COLOR": "1"]).isColored)
    #expect(!Palette(.never, isTerminal: true, environment: [:]).isColored)
  }

  @Test(
    "What a terminal would obey is shown as an escape",
    arguments: [
      ("plain äöü 😀", "plain äöü 😀"), ("a\u{1b}[31m", #"a\u{1b}[31m"#), ("\n\r\t", #"\n\r\t"#), ("\u{9b}\u{7f}", #"\u{9b}\u{7f}"#),
      ("\u{202e}\u{2066}\u{2028}", #"\u{202e}\u{2066}\u{2028}"#), ("👩‍👧", "👩‍👧"),
    ])
  func escapes(text: String, safe: String) {
    #expect(SafeText.escaped(text) == safe)
  }

  @Test("Pretty JSON is the same JSON, with nothing that a terminal would obey")
  func prettyJSON() throws {
    let value: JSONValue = ["a": [1, "x\u{1b}\u{9b}\u{202e}\u{E0001}", [:], []], "b": ["c": .null], "\u{85}": true]
    let text = PrettyJSON.text(value)
    #expect(try JSONParser.parse(text) == value)
    #expect(SafeText.escaped(text.replacing("\n", with: "")) == text.replacing("\n", with: ""))
    #expect(text.contains("\n    \"c\": null\n"))
  }

  @Test("Numbers have commas between thousands", arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func grouped(number: Int, text: String) {
    #expect(number.grouped == text)
  }

  @Test("Statistics say what READs stand for where that is more than themselves")
  func representedReads() {
    var statistics = HistoryStatistics()
    statistics.operations[.read] = 2
    statistics.representedReads = 2
    func lines() -> [String] { StatisticsView(statistics: statistics, palette: Palette(.never, isTerminal: false, environment: [:])).lines }
    #expect(!lines().contains { $0.contains("stand for") })
    statistics.representedReads = 2000
    #expect(lines().contains("  the READs stand for 2,000 reads"))
  }

  @Test("Packed bytes unpack to what they were, and equal content gives equal files")
  func gzip() throws {
    let bytes = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    func packed() throws -> [UInt8] {
      let writer = try GzipWriter()
      var packed: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: 70_000) {
        packed += try writer.pack(Array(bytes[start..<min(start + 70_000, bytes.count)]))
      }
      return packed + (try writer.finish())
    }
    #expect(try GzipReader.unpack(packed()) == bytes)
    #expect(try packed() == packed())
  }
}
