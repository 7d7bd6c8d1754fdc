import Annals
import Testing

@Suite("JSONParser's limits")
struct JSONParserLimitTests {
  private static func nested(_ levels: Int, in open: String, _ close: String, around inner: String) -> String {
    String(repeating: open, count: levels) + inner + String(repeating: close, count: levels)
  }

  private static func depth(of value: JSONValue) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map(depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map { depth(of: $0.value) }.max() ?? 0)
    default: 0
    }
  }

  private static func innermost(of value: JSONValue) -> JSONValue? {
    switch value {
    case .array(let elements): elements.first.flatMap(innermost) ?? value
    case .object(let object): object.members.first.flatMap { innermost(of: $0.value) } ?? value
    default: value
    }
  }

  @Test("A state of 100 levels is read whole, alone and inside a record in a list", arguments: [("[", "]"), ("{\"a\":", "}")])
  func readsHundredLevels(open: String, close: String) throws {
    let state = Self.nested(99, in: open, close, around: "{\"leaf\":0.10}")
    let value = try JSONParser.parse(state)
    #expect(Self.depth(of: value) == 100)
    #expect(JSONWriter.text(of: value) == state)
    let list = "{\"records\":[{\"before_state\":\(state)}]}"
    #expect(JSONWriter.text(of: try JSONParser.parse(list)) == list)
  }

  @Test("What nests deeper becomes a marker that says how much there was", arguments: [("[", "]"), ("{\"a\":", "}")])
  func marksDeepNesting(open: String, close: String) throws {
    let text = Self.nested(100_000, in: open, close, around: "1")
    let value = try JSONParser.parse(text)
    let levels = Self.depth(of: value)
    #expect((100...110).contains(levels))
    let left = text.utf8.count - levels * (open.utf8.count + close.utf8.count)
    #expect(Self.innermost(of: value) == .string("[TRUNCATED: nested over 100 levels, \(left) bytes]"))
  }

  @Test("What follows a marker is read on")
  func readsOnBehindMarker() throws {
    let deep = Self.nested(1000, in: "[", "]", around: "\"]\\\"]\",{\"a\":[1,{}],\"b\":\"}\"},[ ] , { }")
    let value = try JSONParser.parse("{\"deep\":\(deep),\"next\":[true]}")
    #expect(value.object?["next"] == [true])
  }

  @Test(
    "What lies too deep must be JSON all the same",
    arguments: [
      "[1,]", "[,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "[1}", "{\"a\":[}]", "[tru]", "[01]", "[\"\n\"]", "{,}", "[\"\\uD800\"]",
      "{\"a\":1]", "[@]", "",
      "[{\"a\":1 \"b\":2}]", "[[[[[1,2]]]]", "{\"a\" 1}",
    ])
  func refusesDeepNonsense(inner: String) {
    let text = Self.nested(200, in: "[", "]", around: "[1],\(inner)")
    let error = #expect(throws: HistoryError.self, "\(inner)") { try JSONParser.parse(text) }
    #expect(error?.code == .invalidJSON)
  }

  @Test("Endless openings are refused without recursion", arguments: ["[", "{\"a\":", "[{\"a\":", "[1,", "[[],"])
  func refusesEndlessOpenings(piece: String) {
    let error = #expect(throws: HistoryError.self) { try JSONParser.parse(String(repeating: piece, count: 200_000)) }
    #expect(error?.code == .invalidJSON)
  }

  /// A reader that went over what it has read would not end within the test's time.
  @Test(
    "A megabyte of anything is read",
    arguments: [
      ("[", "1234567,", "1]"), ("[\"", "\\u0041", "\"]"), ("[\"", "é", "\"]"), ("[\"", "abcdefgh", "\"]"),
      ("[", "{\"a\":{\"b\":null}},", "1]"), ("[", "        ", "1]"),
    ])
  func megabyte(head: String, piece: String, tail: String) throws {
    let text = head + String(repeating: piece, count: 1_000_000 / piece.utf8.count) + tail
    let value = try JSONParser.parse(text)
    switch value.array?.first {
    case .string(let string)?: #expect(string.utf8.count >= 1_000_000 / 6)
    default: #expect(value.array?.isEmpty == false)
    }
  }

  @Test("An object of 20,000 names in any order is read, and a name that comes twice among them is found")
  func wideObject() throws {
    var random = RandomJSON()
    let names = random.shuffled((0..<20_000).map { "name\($0)" })
    let members = names.map { "\"\($0)\":1" }.joined(separator: ",")
    let object = try #require(try JSONParser.parse("{\(members)}").object)
    #expect(object.count == 20_000)
    #expect(object["name19999"] == 1)
    #expect(throws: HistoryError.self) { try JSONParser.parse("{\(members),\"name5\":1}") }
  }
}
