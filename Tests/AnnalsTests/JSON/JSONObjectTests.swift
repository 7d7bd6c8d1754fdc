import Annals
import Testing

@Suite("JSONObject")
struct JSONObjectTests {
  @Test("Members stand in the order of their names' UTF-8 bytes, whatever order they came in")
  func order() throws {
    // By UTF-16, U+FFFF would come behind U+10000; by Character, the two é would be one.
    let names = ["", "A", "B", "a", "a\u{0}", "aa", "e\u{301}", "é", "\u{FFFF}", "\u{10000}"]
    for _ in 0..<20 {
      let object = JSONObject(names.shuffled().map { ($0, JSONValue.string($0)) })
      #expect(object.members.map { Array($0.name.utf8) } == names.map { Array($0.utf8) })
    }
    let text = try JSONParser.parse(#"{"b":1,"a":2,"B":3}"#)
    #expect(JSONWriter.text(of: text) == #"{"B":3,"a":2,"b":1}"#)
  }

  @Test("Canonically equivalent names are two names, and objects that differ in them are not equal")
  func canonicalEquivalence() {
    var object: JSONObject = ["\u{E9}": 1, "e\u{301}": 2]
    #expect(object.count == 2)
    #expect(object["\u{E9}"] == 1)
    #expect(object["e\u{301}"] == 2)
    object["e\u{301}"] = nil
    #expect(object == ["\u{E9}": 1])
    #expect(object != ["e\u{301}": 1])
    #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
    #expect(JSONValue.array(["\u{212B}"]) != .array(["\u{C5}"]))
  }

  @Test("A name that comes twice keeps its last value")
  func lastWins() {
    #expect(JSONObject([("b", 1), ("a", 1), ("b", 2), ("b", 3)]) == ["a": 1, "b": 3])
    #expect(["a": 1, "a": 2] as JSONObject == ["a": 2])
  }

  @Test("An object changes as a dictionary does")
  func subscripts() throws {
    var random = RandomJSON()
    let seed = random.seed
    for _ in 0..<200 {
      var object = JSONObject()
      var expected: [[UInt8]: JSONValue] = [:]
      for _ in 0..<40 {
        let name = String(["a", "b", "é", "e\u{301}", "", "ab"][random.count(0...5)])
        let value: JSONValue? = random.count(0...2) == 0 ? nil : try random.value(levels: 0)
        object[name] = value
        expected[Array(name.utf8)] = value
        #expect(object[name] == value, "seed \(seed)")
      }
      #expect(object.count == expected.count, "seed \(seed)")
      #expect(object.isEmpty == expected.isEmpty)
      #expect(object.members.allSatisfy { expected[Array($0.name.utf8)] == $0.value }, "seed \(seed)")
    }
  }

  @Test("A null is a value, and no value is none")
  func nulls() {
    let object: JSONObject = ["a": .null]
    #expect(object["a"] == JSONValue.null)
    #expect(object["a"]?.isNull == true)
    #expect(object["b"] == nil)
  }
}
