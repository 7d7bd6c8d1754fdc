import Testing

@testable import AWSClient

@Suite("JSON as bytes")
struct JSONTests {
  private func string(_ json: String) throws -> String {
    try JSONReader.read(Array(json.utf8)) { (reader) throws(JSONReader.Fault) in try reader.string() }
  }

  @Test(
    "Strings are read with every escape",
    arguments: [
      (#""plain é 日 🙂""#, "plain é 日 🙂"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\uD83D\ude42""#, "é🙂"),
      (#""half \uD83D.""#, "half \u{FFFD}."), (#""\uD83D\u0041""#, "\u{FFFD}A"), (#"  "" "#, ""),
    ])
  func strings(json: String, text: String) throws { #expect(try string(json) == text) }

  @Test("What is no string is refused", arguments: ["", "\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\u{1}\"", "\"a\" b", "7", "\"\\"])
  func noStrings(json: String) { #expect(throws: JSONReader.Fault.self) { try string(json) } }

  @Test("What is written is read back the same")
  func roundTrip() throws {
    let text = String(String.UnicodeScalarView((0..<0x300).compactMap { Unicode.Scalar($0) })) + "🙂\u{2028}"
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("text", text)
      writer.field("missing", String?.none)
      writer.field("list", [[1], [], [2, 3]]) { writer, numbers in writer.array(numbers) { $0.int($1) } }
      writer.field("yes", true)
    }
    let bytes = writer.bytes
    var read = (text: "", list: [[Int]](), yes: false)
    try JSONReader.read(bytes) { (reader) throws(JSONReader.Fault) in
      try reader.object { (reader, name) throws(JSONReader.Fault) in
        switch name {
        case "text": read.text = try reader.string()
        case "list":
          read.list = try reader.array { (reader) throws(JSONReader.Fault) in
            try reader.array { (reader) throws(JSONReader.Fault) in try reader.int() }
          }
        case "yes": read.yes = try reader.bool()
        default: throw reader.fault("a member that was nil")
        }
      }
    }
    #expect(Array(read.text.utf8) == Array(text.utf8))
    #expect(read.list == [[1], [], [2, 3]])
    #expect(read.yes)
  }

  @Test("Members that are not asked for are passed over, whatever they are")
  func skip() throws {
    let json = #"{"a":{"b":[1,-2.5e+3,"\"}",null,true,{}]},"want":7,"z":[]}"#
    var found = 0
    try JSONReader.read(Array(json.utf8)) { (reader) throws(JSONReader.Fault) in
      try reader.object { (reader, name) throws(JSONReader.Fault) in
        if name == "want" { found = try reader.int() } else { try reader.skip() }
      }
    }
    #expect(found == 7)
  }

  @Test("Every proper beginning of a document is refused")
  func truncated() throws {
    let json = Array(#"{"Items":[{"a":{"S":"x\n"}}],"Count":1}"#.utf8)
    for count in 0..<json.count {
      #expect(throws: JSONReader.Fault.self) {
        try JSONReader.read(Array(json.prefix(count))) { (reader) throws(JSONReader.Fault) in try Query.Output(from: &reader) }
      }
    }
  }

  @Test("Hostile depth is refused, not followed")
  func depth() {
    let json = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONReader.Fault.self) { try JSONReader.read(json) { (reader) throws(JSONReader.Fault) in try reader.skip() } }
  }

  @Test("Base64 of every length and byte comes back, and what is none is refused")
  func base64() throws {
    for count in 0..<20 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
      var text: [UInt8] = []
      Base64.encode(bytes, to: &text)
      #expect(text.withUnsafeBufferPointer { Base64.decode($0) } == bytes)
    }
    for text in ["A", "AB=A", "A===", "====", "AB C", "ABC\u{e9}"] {
      #expect(Array(text.utf8).withUnsafeBufferPointer { Base64.decode($0) } == nil)
    }
  }
}
