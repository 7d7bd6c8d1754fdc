import Testing

@testable import AWSClient

@Suite("DynamoDB's values")
struct AttributeValueTests {
  static func json(_ value: AttributeValue) -> String {
    var writer = JSONWriter()
    value.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  static func read(_ json: String) throws -> AttributeValue {
    try JSONReader.read(Array(json.utf8)) { (reader) throws(JSONReader.Fault) in try AttributeValue(from: &reader) }
  }

  @Test(
    "Each kind is written as AWS writes it, and read back",
    arguments: [
      (AttributeValue.s("é\"\n"), #"{"S":"é\"\n"}"#), (AttributeValue.n("-0.10"), #"{"N":"-0.10"}"#),
      (AttributeValue.b([0, 255]), #"{"B":"AP8="}"#),
      (AttributeValue.bool(false), #"{"BOOL":false}"#), (AttributeValue.null, #"{"NULL":true}"#),
      (AttributeValue.l([1, "a"]), #"{"L":[{"N":"1"},{"S":"a"}]}"#),
      (AttributeValue.m(["b": [:], "a": true]), #"{"M":{"a":{"BOOL":true},"b":{"M":{}}}}"#),
      (AttributeValue.ss(["x", "y"]), #"{"SS":["x","y"]}"#),
      (AttributeValue.ns(["1", "2.50"]), #"{"NS":["1","2.50"]}"#), (AttributeValue.bs([[1], []]), #"{"BS":["AQ==",""]}"#),
    ])
  func kinds(value: AttributeValue, json: String) throws {
    #expect(Self.json(value) == json)
    #expect(try Self.read(json) == value)
  }

  @Test("Numbers keep their text to the last digit")
  func numbers() throws {
    for text in ["3.1415926535897932384626433832795028841", "1E-130", "9.9999999999999999999999999999999999999E+125", "1.0", "-0"] {
      #expect(try Self.read(#"{"N":"\#(text)"}"#).number == text)
    }
  }

  @Test("Two spellings of a letter are two values, as DynamoDB tells them apart")
  func spellings() {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    #expect(AttributeValue.s(composed) != .s(decomposed))
    #expect(AttributeValue.ss(["a", composed]) != .ss(["a", decomposed]))
    #expect(AttributeValue.m(["k": .l([.s(composed)])]) != .m(["k": .l([.s(decomposed)])]))
    let keys: Set<AttributeMap> = [["PK": .s(composed)], ["PK": .s(decomposed)], ["PK": .s(composed)]]
    #expect(keys.count == 2)
  }

  @Test("Random values come back the same")
  func random() throws {
    var generator = Seeded(seed: UInt64.random(in: 0...UInt64.max))
    let seed = generator.state
    for _ in 0..<300 {
      let value = Self.random(depth: 0, &generator)
      #expect(try Self.read(Self.json(value)) == value, "seed \(seed)")
    }
  }

  @Test("Names are kept apart by their bytes, where Swift takes them for one")
  func names() {
    let map = AttributeMap([("\u{e9}", 1), ("e\u{301}", 2), ("a", 3), ("a", 4)])
    #expect(map.count == 3)
    #expect(map["\u{e9}"] == 1)
    #expect(map["e\u{301}"] == 2)
    #expect(map["a"] == 4)
    #expect(AttributeMap([("\u{e9}", 1)]) != AttributeMap([("e\u{301}", 1)]))
  }

  @Test("A name is set, replaced and removed in place")
  func subscripts() {
    var map: AttributeMap = ["b": 1]
    map["a"] = 2
    map["b"] = 3
    #expect(map == ["a": 2, "b": 3])
    map["a"] = nil
    map["none"] = nil
    #expect(map == ["b": 3])
  }

  @Test("Sizes are those that DynamoDB counts")
  func sizes() {
    #expect((["id": "é"] as AttributeMap).itemSize == 4)
    #expect((["a": .m(["b": .l([true, .null])])] as AttributeMap).itemSize == 1 + 3 + (1 + 1 + 3 + 2 + 2))
    #expect((["a": .b([1, 2, 3])] as AttributeMap).itemSize == 4)
    #expect(AttributeValue.n("12345678901234567890123456789012345678").size == 21)
  }

  private static func random(depth: Int, _ generator: inout Seeded) -> AttributeValue {
    func text() -> String {
      let scalars = (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 0...0x2FFF, using: &generator))
      }
      return String(String.UnicodeScalarView(scalars))
    }
    func bytes() -> [UInt8] { (0..<Int.random(in: 0...9, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) } }
    let count = Int.random(in: 0...4, using: &generator)
    return switch Int.random(in: 0...(depth < 6 ? 9 : 7), using: &generator) {
    case 0: .s(text())
    case 1: .n(String(Int.random(in: Int.min...Int.max, using: &generator)))
    case 2: .b(bytes())
    case 3: .bool(Bool.random(using: &generator))
    case 4: .null
    case 5: .ss((0..<count).map { _ in text() })
    case 6: .ns((0..<count).map { String($0) + ".50" })
    case 7: .bs((0..<count).map { _ in bytes() })
    case 8: .l((0..<count).map { _ in random(depth: depth + 1, &generator) })
    default: .m(AttributeMap((0..<count).map { _ in (text(), random(depth: depth + 1, &generator)) }))
    }
  }
}

/// Random numbers that a seed repeats (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private(set) var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
