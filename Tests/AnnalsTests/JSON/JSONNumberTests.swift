import Annals
import Foundation
import Testing

@Suite("JSONNumber")
struct JSONNumberTests {
  static let kept = [
    "0", "-0", "1.0", "0.1", "-0.10", "1e-130", "1E+2", "1e2", "1E-2", "9.99e125", "12345678901234567890123456789012345678",
    "-0.12345678901234567890123456789012345678", "99999999999999999999999999999999999999e88", "1000000000000000000000000000000000000000000",
    "0e999", "0.00e-999", "100000000000000000000000000000000000000e-168", "0.0000000001e-120", "10.10", "123e65", "0e+1", "1E22", "-1e-2",
  ]

  @Test("A number's text comes back as it went in", arguments: kept)
  func keepsText(text: String) throws {
    #expect(try JSONNumber(text).description == text)
    let value = try JSONParser.parse(text)
    #expect(value == .number(try JSONNumber(text)))
    #expect(JSONWriter.text(of: value) == text)
    #expect(try JSONParser.parse("{\"n\":[\(text)]}").object?["n"]?.array?.first?.number?.description == text)
  }

  static let refused: [(text: String, hint: String)] = [
    ("", "send digits as in -12.5e3"), ("-", "send digits"), ("+1", "send digits"), (".5", "send digits"), ("NaN", "send digits"),
    ("Infinity", "send digits"), ("-Infinity", "send digits"), ("0x10", "send digits"), ("1 ", "send digits"), (" 1", "send digits"),
    ("1_000", "send digits"), ("1,5", "send digits"), ("\u{661}", "send digits"), ("--1", "send digits"), ("1.0.0", "send digits"),
    ("1e5.5", "send digits"), ("01", "leave the zero out"), ("-01", "leave the zero out"), ("00", "leave the zero out"),
    ("1.", "write it as 1.0"), ("1.e5", "write it as 1.0"), ("-0.", "write it as 1.0"), ("1e", "write it as 1e5"),
    ("1e+", "write it as 1e5"), ("1E-", "write it as 1e5"),
    ("123456789012345678901234567890123456789", "39 significant digits: 38 are kept, send it as a string"),
    ("0.123456789012345678901234567890123456789", "39 significant digits"), ("1.00000000000000000000000000000000000001", "39 significant"),
    ("1e126", "outside 1E-130 to 9.99E+125: send it as a string"), ("1e-131", "outside"), ("0.1e-130", "outside"), ("10e125", "outside"),
    ("1e99999999999999999999", "outside"), ("1e-99999999999999999999", "outside"),
    ("1." + String(repeating: "0", count: 600), "602 characters: 512 are read, leave out the zeros"),
  ]

  @Test("What is no number, or would lose digits, is refused with what would be right", arguments: refused)
  func refuses(text: String, hint: String) throws {
    let error = try #require(throws: HistoryError.self) { try JSONNumber(text) }
    #expect(error.code == .invalidNumber)
    #expect(error.description.contains(hint), "\(error)")
    #expect(error.description.contains("the number \(text.prefix(48)) "))
    #expect(JSONNumber(checked: text) == nil)
  }

  /// Those that begin as a number does and have nothing else in them: others end where the number does.
  static let refusedInText = refused.filter { $0.text.first?.isNumber ?? false || $0.text.first == "-" }.filter {
    $0.text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
  }

  @Test("In a text, a refused number is named with its place", arguments: refusedInText)
  func refusesInText(text: String, hint: String) throws {
    let error = try #require(throws: HistoryError.self) { try JSONParser.parse("{\"a\": [1, \(text)]}") }
    #expect(error.code == .invalidJSON)
    #expect(error.description.contains("at byte 11 of"), "\(error)")
    #expect(error.description.contains(hint), "\(error)")
  }

  @Test("Literals keep their digits")
  func literals() {
    let state: JSONObject = [
      "whole": 12345678901234567890123456789012345678, "negative": -12345678901234567890123456789012345678, "zero": 0, "tenth": 0.1,
      "one": 1.0, "minus": -0.0, "hundred": 1E+2, "tiny": 1e-130, "huge": 1e300, "long": 123456789012345678901234567890123456789,
    ]
    #expect(state["whole"]?.number?.description == "12345678901234567890123456789012345678")
    #expect(state["negative"]?.number?.description == "-12345678901234567890123456789012345678")
    #expect(state["zero"]?.number?.description == "0")
    #expect(state["tenth"]?.number?.description == "0.1")
    #expect(state["one"]?.number?.description == "1.0")
    #expect(state["minus"]?.number?.description == "-0.0")
    #expect(state["hundred"]?.number?.double == 100)
    #expect(state["tiny"]?.number?.description == "1e-130")
    #expect(state["huge"]?.string == "1e+300")
    #expect(state["long"]?.string == "123456789012345678901234567890123456789")
  }

  @Test("Values are given as Int and Double where they are that")
  func readings() throws {
    #expect(try JSONNumber("42").int == 42)
    #expect(try JSONNumber("-9223372036854775808").int == .min)
    #expect(try JSONNumber("9223372036854775808").int == nil)
    #expect(try JSONNumber("1.0").int == nil)
    #expect(try JSONNumber("0.1").double == 0.1)
    #expect(try JSONNumber("1e-130").double == 1e-130)
    #expect(JSONNumber(Int.min).description == "-9223372036854775808")
  }

  @Test("Binary numbers of any width are taken exactly, or not at all")
  func exactly() {
    #expect(JSONNumber(exactly: UInt8.max)?.description == "255")
    #expect(JSONNumber(exactly: Int128.min) == nil)
    #expect(JSONNumber(exactly: UInt64.max)?.description == "18446744073709551615")
    #expect(JSONNumber(exactly: 0.1 as Float)?.description == "0.1")
    #expect(JSONNumber(exactly: Double.nan) == nil)
    #expect(JSONNumber(exactly: -Double.infinity) == nil)
    #expect(JSONNumber(exactly: 1e126) == nil)
    #expect(JSONNumber(exactly: Double.leastNonzeroMagnitude) == nil)
    #expect(JSONNumber(exactly: 1e16)?.description == "1e+16")
  }
}
