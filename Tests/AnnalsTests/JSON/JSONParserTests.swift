import Annals
import Testing

/// The cases of Nicolas Seriot's JSONTestSuite ("Parsing JSON is a Minefield"), and those of RFC 8259.
@Suite("JSONParser")
struct JSONParserTests {
  static let accepted: [(text: String, value: JSONValue)] = [
    ("[]", []), ("[ ] ", []), ("{}", [:]), ("[[]   ]", [[]]), ("[\"\"]", [""]), ("[\"a\"]", ["a"]), ("[false]", [false]),
    ("[null, 1, \"1\", {}]", [.null, 1, "1", [:]]),
    ("[null]", [.null]), ("[1\n]", [1]), (" [1]", [1]), ("[1,null,null,null,2]", [1, .null, .null, .null, 2]), ("[2] ", [2]),
    ("\t\n\r true \t\n\r", true),
    ("\"\"", ""), ("\"asd\"", "asd"), ("42", 42), ("-0.1", -0.1), ("null", .null), ("[-123]", [-123]), ("[-1]", [-1]),
    ("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", ["asd": "sdf", "dfg": "fgh"]), ("{\"\":0}", ["": 0]),
    ("{\"foo\\u0000bar\": 42}", ["foo\u{0}bar": 42]),
    ("{\n\"a\": \"b\"\n}", ["a": "b"]), ("{\"a\":[]}", ["a": []]), ("{ \"a\" : { \"a\" : 1 } }", ["a": ["a": 1]]),
    ("[\"\\u0060\\u012a\\u12AB\"]", ["\u{60}\u{12A}\u{12AB}"]), ("[\"\\uD801\\udc37\"]", ["\u{10437}"]),
    ("[\"\\ud83d\\ude39\\ud83d\\udc8d\"]", ["😹💍"]),
    ("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", ["\"\\/\u{8}\u{C}\n\r\t"]), ("[\"\\\\u0000\"]", ["\\u0000"]), ("[\"\\\\a\"]", ["\\a"]),
    ("[\"a/*b*/c/*d//e\"]", ["a/*b*/c/*d//e"]), ("[\"\\u0012\"]", ["\u{12}"]), ("[\"\\uFFFF\"]", ["\u{FFFF}"]),
    ("[\"\u{10FFFF}\"]", ["\u{10FFFF}"]),
    ("[\"\u{7F}\"]", ["\u{7F}"]), ("[\"\u{2028}\u{2029}\"]", ["\u{2028}\u{2029}"]), ("[\"\\u0022\\u005C\"]", ["\"\\"]),
    ("[\"\\uDBFF\\uDFFE\"]", ["\u{10FFFE}"]),
    ("[\"\u{FEFF}\"]", ["\u{FEFF}"]), ("[\"new\\u00A0line\"]", ["new\u{A0}line"]), ("[\"\\u0000\"]", ["\u{0}"]),
    ("{\"e\u{301}\":1,\"\u{E9}\":2}", ["e\u{301}": 1, "\u{E9}": 2]),
  ]

  @Test("JSON is read", arguments: accepted)
  func accepts(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(text) == value)
    #expect(try JSONParser.parse(Array(text.utf8)) == value)
    #expect(try JSONParser.parse(AnySequence(text.utf8)) == value)
  }

  static let refused: [(text: String, place: Int, hint: String)] = [
    ("", 1, "the text ends where a value should begin"), (" ", 2, "the text ends"), ("[", 2, "the text ends"),
    ("{", 2, "expected a name in quotes"),
    ("[1", 3, "the array is not closed"), ("[1,", 4, "the text ends"), ("{\"a\"", 5, "expected : after a name"),
    ("{\"a\":", 6, "the text ends"),
    ("{\"a\":1", 7, "the object is not closed"), ("[1 true]", 4, "expected , or ]"), ("[1:2]", 3, "expected , or ]"),
    ("[1}", 3, "expected , or ]"),
    ("{\"a\":1]", 7, "expected , or }"), ("{\"a\" 1}", 6, "expected : after a name"), ("{\"a\":1 \"b\":2}", 8, "expected , or }"),
    ("{\"a\"::1}", 6, "a value begins with"),
    ("[1,]", 4, "a value begins with"), ("[,1]", 2, "a value begins with"), ("[1,,2]", 4, "a value begins with"),
    ("{\"a\":1,}", 8, "expected a name in quotes"),
    ("{,}", 2, "expected a name"), ("{1:1}", 2, "expected a name"), ("{a:1}", 2, "expected a name"), ("{'a':1}", 2, "expected a name"),
    ("{null:1}", 2, "expected a name"),
    ("['a']", 2, "a value begins with"), ("[tru]", 2, "expected true"), ("[True]", 2, "a value begins with"), ("nul", 1, "expected null"),
    ("[fals", 2, "expected false"),
    ("truee", 5, "unexpected text after the value: send one value"), ("[]]", 3, "unexpected text"), ("1 2", 3, "unexpected text"),
    ("{}{}", 3, "unexpected text"),
    ("[][]", 3, "unexpected text"), ("[1]x", 4, "unexpected text"), ("{\"a\":1}#{", 8, "unexpected text"),
    ("[1]\u{0}", 4, "unexpected text"), ("[1]\u{C}", 4, "unexpected text"),
    ("[\u{C}]", 2, "a value begins with"), ("[\u{A0}1]", 2, "a value begins with"), ("[\u{2060}]", 2, "a value begins with"),
    ("/* */1", 1, "a value begins with"),
    ("[1/**/]", 3, "expected , or ]"), ("[NaN]", 2, "a value begins with"), ("[Infinity]", 2, "a value begins with"),
    ("[+1]", 2, "a value begins with"),
    ("[.5]", 2, "a value begins with"), ("[-]", 2, "send digits"), ("[1.]", 2, "write it as 1.0"), ("[01]", 2, "leave the zero out"),
    ("[0x1]", 3, "expected , or ]"),
    ("[1e]", 2, "write it as 1e5"), ("[1+2]", 2, "send digits"), ("[1eE2]", 2, "no digit in its exponent"),
    ("[\u{FF11}]", 2, "a value begins with"), ("*", 1, "a value begins with"),
    ("\"", 1, "the string is not closed"), ("\"a", 1, "the string is not closed"), ("[\"a\n\"]", 4, "write it as \\u00XX"),
    ("[\"\u{0}\"]", 3, "write it as \\u00XX"),
    ("[\"\t\"]", 3, "write it as \\u00XX"), ("[\"\\n\u{1F}\"]", 5, "write it as \\u00XX"), ("[\"\\x00\"]", 3, "an escape is one of"),
    ("[\"\\'\"]", 3, "an escape is one of"),
    ("[\"\\U0041\"]", 3, "an escape is one of"), ("[\"\\😀\"]", 3, "an escape is one of"), ("[\"\\\"]", 2, "not closed"),
    ("\"\\", 3, "the text ends in an escape"),
    ("[\"\\u\"]", 5, "four hexadecimal digits"), ("[\"\\u00A\"]", 8, "four hexadecimal digits"),
    ("[\"\\u00G0\"]", 7, "four hexadecimal digits"), ("\"\\u12", 4, "four hexadecimal digits"),
    ("[\"\\uD800\"]", 3, "half of a surrogate pair"), ("[\"\\uDC00\"]", 3, "half of a surrogate pair"),
    ("[\"\\uD800\\uD800\"]", 9, "half of a surrogate pair"),
    ("[\"\\uD800\\n\"]", 3, "half of a surrogate pair"), ("[\"\\uD800\\u0041\"]", 9, "half of a surrogate pair"),
    ("[\"\\uDC00\\uD800\"]", 3, "half of a surrogate pair"),
    ("[\"\\uD800\\u\"]", 11, "four hexadecimal digits"), ("[\"\\uD800abc\"]", 3, "half of a surrogate pair"),
    ("{\"a\":1,\"b\":2,\"a\":3}", 1, "one name twice: send each name once"), ("[{\"a\":1,\"\\u0061\":1}]", 2, "one name twice"),
    ("{\"a\":{\"b\":0,\"b\":0}}", 6, "one name twice"),
    ("\u{FEFF}{}", 1, "byte order mark: leave it out"), ("\u{FEFF}", 1, "byte order mark"), ("<.>", 1, "a value begins with"),
  ]

  @Test("What is not JSON is refused with its place and what would be right", arguments: refused)
  func refuses(text: String, place: Int, hint: String) throws {
    let error = try #require(throws: HistoryError.self) { try JSONParser.parse(text) }
    #expect(error.code == .invalidJSON)
    #expect(error.description.hasPrefix("not JSON at byte \(place) of \(text.utf8.count): "), "\(error)")
    #expect(error.description.contains(hint), "\(error)")
  }

  static let notUTF8: [[UInt8]] = [
    [0xFF], [0xC0, 0xAF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xC3, 0x28],
    [0xF8, 0x88, 0x80, 0x80, 0x80],
  ]

  @Test("Bytes that are not UTF-8 are refused in values, names and escaped texts", arguments: notUTF8)
  func refusesBadEncoding(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let texts: [[UInt8]] = [
      [quote] + bytes + [quote], Array("\"\\n".utf8) + bytes + [quote], Array("{\"".utf8) + bytes + Array("\":1}".utf8), bytes,
      Array("[1]".utf8) + bytes,
    ]
    for text in texts {
      let error = #expect(throws: HistoryError.self) { try JSONParser.parse(text) }
      #expect(error?.code == .invalidJSON)
    }
  }

  @Test("UTF-16 is refused")
  func refusesUTF16() {
    let bytes = "[\"é\"]".utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    #expect(throws: HistoryError.self) { try JSONParser.parse(bytes) }
    #expect(throws: HistoryError.self) { try JSONParser.parse([0xFF, 0xFE] + bytes) }
  }

  @Test("Every beginning of a text is refused, and none crashes")
  func truncations() throws {
    let text = #"{"a":[1.5e-3,true,null,"\ud83d\ude39é",{"b":"\u0041","c":[[],{}]}],"d":false}"#
    _ = try JSONParser.parse(text)
    for length in 0..<text.utf8.count {
      #expect(throws: HistoryError.self) { try JSONParser.parse(Array(text.utf8.prefix(length))) }
    }
  }

  @Test("No change of one byte crashes, and what is still read is written and read again as the same")
  func alterations() throws {
    let bytes = Array(#"{"a":[1.5e-3,true,null,"\ud83d\ude39é"],"b":{"c":"\u0041"}}"#.utf8)
    for index in bytes.indices {
      for byte in UInt8.min...UInt8.max {
        var altered = bytes
        altered[index] = byte
        guard let value = try? JSONParser.parse(altered) else { continue }
        #expect(try JSONParser.parse(JSONWriter.text(of: value)) == value)
      }
    }
  }
}
