import Annals
import Foundation
import Testing

@Suite("JSON's round trip")
struct JSONRoundTripTests {
  @Test("What is written is read as the same value and written as the same bytes")
  func roundTrip() throws {
    var random = RandomJSON()
    let seed = random.seed
    for _ in 0..<3000 {
      let value = try random.value()
      let text = JSONWriter.text(of: value)
      let read = try JSONParser.parse(text)
      #expect(read == value, "seed \(seed)")
      #expect(JSONWriter.text(of: read) == text, "seed \(seed)")
      #expect(read.hashValue == value.hashValue, "seed \(seed)")
    }
  }

  @Test("Foundation reads what is written as the same strings, names and numbers")
  func foundationAgrees() throws {
    var random = RandomJSON()
    let seed = random.seed
    for _ in 0..<1000 {
      let texts = (0..<3).map { _ in random.text() }
      let number = try random.number()
      let json = (strings: JSONWriter.text(of: .array(texts.map(JSONValue.string))), numbers: "[\(number)]")
      do {
        let read = try JSONDecoder().decode([String].self, from: Data(json.strings.utf8))
        #expect(read.elementsEqual(texts) { $0.utf8.elementsEqual($1.utf8) }, "seed \(seed)")
        // Foundation refuses a zero with an exponent behind it, which RFC 8259 allows.
        guard !number.description.contains(/^-?0[eE]/) else { continue }
        #expect(try JSONDecoder().decode([Double].self, from: Data(json.numbers.utf8)) == [number.double], "seed \(seed)")
      } catch {
        Issue.record(error, "seed \(seed): \(json)")
      }
    }
  }

  @Test("White space and the order of members do not matter to what is read")
  func spacing() throws {
    var random = RandomJSON()
    let seed = random.seed
    for _ in 0..<500 {
      let object = try random.object()
      let members = random.shuffled(object.members).map {
        "\r\n \(JSONWriter.text(of: .string($0.name))) \t:\n\(JSONWriter.text(of: $0.value)) "
      }
      #expect(try JSONParser.parse(" {\(members.joined(separator: ","))\n}\t") == .object(object), "seed \(seed)")
    }
  }

  @Test("Only what must be escaped is")
  func escapes() {
    let text = "\u{0}\u{1}\u{8}\u{9}\u{A}\u{B}\u{C}\u{D}\u{1F}\u{20}\"\\/\u{7F}\u{80}é\u{2028}😀"
    let expected = #""\u0000\u0001\u0008\t\n\u000b\u000c\r\u001f \"\\/"# + "\u{7F}\u{80}é\u{2028}😀\""
    #expect(JSONWriter.text(of: .string(text)) == expected)
  }

  @Test("Half a string that Foundation bridged is written as what it is")
  func substrings() {
    let whole = NSString(string: "prefix \"é\" suffix") as String
    #expect(JSONWriter.text(of: .string(String(whole.dropFirst(7).dropLast(7)))) == #""\"é\"""#)
  }
}
