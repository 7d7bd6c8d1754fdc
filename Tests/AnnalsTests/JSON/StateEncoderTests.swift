import Annals
import AnnalsTestSupport
import Foundation
import Testing

/// `JSONEncoder` as an oracle: what differs by design is dates (RFC 3339) and how a number is written (all its digits).
@Suite("StateEncoder")
struct StateEncoderTests {
  static func oracle(_ value: some Encodable) throws -> JSONValue {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(Timestamp(date).description)
    }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try JSONParser.parse(encoder.encode(value))
  }

  /// The value with each number in one notation.
  static func plain(_ value: JSONValue) -> JSONValue {
    switch value {
    case .number(let number): .array(["number", .string(Decimal(string: number.description)?.description ?? number.description)])
    case .array(let elements): .array(elements.map(plain))
    case .object(let object): .object(JSONObject(object.members.map { ($0.name, plain($0.value)) }))
    default: value
    }
  }

  static let shapes: [any Encodable & Sendable] = [
    Shapes.Numbers(), Shapes.Values(), Shapes.Maps(), Shapes.Renamed(), Shapes.NestedContainers(),
    [Shapes.Tree.leaf, .value(1), .pair(.leaf, right: .pair(.value(2), right: .leaf)), .named(name: "n", values: [0.5, 1e20])],
    Shapes.Wrapper(value: Shapes.Wrapper(value: Shapes.Wrapper(value: 1.5))), Shapes.Wrapper(value: ["a": Date(timeIntervalSince1970: 0)]),
    Shapes.Wrapper(value: Int?.none), [Shapes.Wrapper(value: [Int]())], ["a": [1: [2: [Double]()]]], [String: Int](), [[[Bool]]](),
    [Float](arrayLiteral: 0.1, 1e10, .infinity, -.infinity, .nan), [Double](arrayLiteral: 0.1, 1e10, .infinity, -.infinity, .nan),
    [URL(filePath: "/tmp/a b")], [Data()], [Decimal(string: "-1.50"), nil], ["one": Optional(Optional(1))], "text", true, 12, [UUID?.none],
  ]

  @Test("A state is what JSONEncoder makes of it", arguments: shapes.indices)
  func agreesWithJSONEncoder(index: Int) throws {
    func check(_ value: some Encodable) throws {
      #expect(Self.plain(try StateEncoder.encode(value)) == Self.plain(try Self.oracle(value)))
      // The same through a type that hides it.
      #expect(try StateEncoder.encode([Shapes.Forwarder(value: value)]).array?.first == StateEncoder.encode(value))
    }
    try check(Self.shapes[index])
  }

  @Test("A subclass is encoded with its superclass's members", arguments: Shapes.SuperStyle.allCases)
  func superclasses(style: Shapes.SuperStyle) throws {
    let dog = Shapes.Dog(style)
    #expect(try StateEncoder.encode(dog) == Self.oracle(dog))
    #expect(try StateEncoder.encode(["dogs": [dog, dog]]) == Self.oracle(["dogs": [dog, dog]]))
    #expect(JSONWriter.text(of: try StateEncoder.encode(dog)).contains(#""a":4,"#))
  }

  @Test("Any mixture of containers is what JSONEncoder makes of it")
  func randomShapes() throws {
    var generator = SeededGenerator()
    let seed = generator.seed
    for _ in 0..<2000 {
      let shape = [RandomShape(&generator)]
      #expect(Self.plain(try StateEncoder.encode(shape)) == Self.plain(try Self.oracle(shape)), "seed \(seed)")
    }
  }

  @Test("Numbers keep every digit")
  func digits() throws {
    let state = try #require(try StateEncoder.state(of: Shapes.Numbers()))
    let expected = [
      "int": "-9223372036854775808", "uint64": "18446744073709551615", "int128": "-12345678901234567890123456789012345678",
      "uint128": "99999999999999999999999999999999999999", "double": "0.1", "float": "0.1", "whole": "1.0", "big": "1e+100",
      "small": "-2.5e-100", "minus": "-0.0", "decimal": "0.12345678901234567890123456789012345678",
      "large": "12345678901234567890123456789012345678",
    ]
    for (name, text) in expected { #expect(state[name]?.number?.description == text, "\(name)") }
  }

  @Test("A number that JSON or DynamoDB cannot hold becomes its text")
  func unfitNumbers() throws {
    #expect(
      try StateEncoder.encode([Double.nan, .infinity, -.infinity, 1e300, .leastNonzeroMagnitude]) == [
        "nan", "inf", "-inf", "1e+300", "5e-324",
      ])
    #expect(try StateEncoder.encode([UInt128.max]) == ["340282366920938463463374607431768211455"])
    #expect(try StateEncoder.encode([Decimal.nan]) == ["NaN"])
    #expect(try StateEncoder.encode(Int128.max) == "170141183460469231731687303715884105727")
  }

  @Test("Dates become RFC 3339 with microseconds, data Base64, URLs their text")
  func foundationTypes() throws {
    struct State: Encodable {
      let at = Date(timeIntervalSince1970: 1_765_917_000.123456)
      let data = Data([1, 2, 255])
      let link = URL(string: "https://example.org/?a=1&b=%20")
    }
    #expect(
      try StateEncoder.state(of: State())
        == ["at": "2025-12-16T20:30:00.123456Z", "data": "AQL/", "link": "https://example.org/?a=1&b=%20"])
  }

  @Test("JSON inside a type stays as it is, digit by digit")
  func keepsJSON() throws {
    struct State: Encodable {
      let object: JSONObject
      let values: [JSONValue?]
    }
    let object: JSONObject = ["n": .number(try JSONNumber("1E+2")), "e\u{301}": .null, "\u{E9}": [1, "x"]]
    let state = try StateEncoder.encode(State(object: object, values: [.object(object), nil, .null]))
    #expect(state == ["object": .object(object), "values": [.object(object), .null, .null]])
  }

  @Test("A state is an object: other values stand under `value`, and nil is none")
  func states() throws {
    #expect(try StateEncoder.state(of: [1, 2]) == ["value": [1, 2]])
    #expect(try StateEncoder.state(of: "x") == ["value": "x"])
    #expect(try StateEncoder.state(of: ["a": 1]) == ["a": 1])
    #expect(try StateEncoder.state(of: [String: Int]?.none) == nil)
    #expect(try StateEncoder.state(of: JSONValue.null) == nil)
  }

  @Test("A type that encodes nothing is an empty object, on top as inside")
  func nothing() throws {
    #expect(try StateEncoder.encode(Shapes.Nothing()) == [:])
    #expect(try StateEncoder.encode(["a": Shapes.Nothing()]) == ["a": [:]])
    #expect(try Self.oracle(["a": Shapes.Nothing()]) == ["a": [:]])
  }

  @Test("What a type's encoding throws is thrown as it is, from any depth")
  func errors() {
    #expect(throws: Shapes.Failing.Reason(code: 7)) { try StateEncoder.encode(Shapes.Failing()) }
    #expect(throws: Shapes.Failing.Reason(code: 7)) { try StateEncoder.encode(["a": [Shapes.Wrapper(value: [Shapes.Failing()])]]) }
  }

  /// JSONEncoder puts them in the order in which they were let go.
  @Test("Super encoders of one array keep the order in which they were asked for")
  func lateEncoders() throws {
    struct Late: Encodable {
      func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        let encoders = (0..<3).map { _ in container.superEncoder() }
        try container.encode(3)
        for (index, encoder) in encoders.enumerated().reversed() { try index.encode(to: encoder) }
      }
    }
    #expect(try StateEncoder.encode(Late()) == [0, 1, 2, 3])
  }

  @Test("An encoder says where it is")
  func codingPath() throws {
    struct Place: Encodable {
      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(encoder.codingPath.map(\.stringValue).joined(separator: "."))
      }
    }
    struct Root: Encodable {
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Shapes.NameKey.self)
        try container.encode(["x": Place()], forKey: .a)
        var nested = container.nestedContainer(keyedBy: Shapes.NameKey.self, forKey: .b)
        try nested.encode(Place(), forKey: .c)
        try Place().encode(to: container.superEncoder())
      }
    }
    #expect(try StateEncoder.encode(Root()) == ["a": ["x": "a.x"], "b": ["c": "b.c"], "super": "super"])
  }
}
