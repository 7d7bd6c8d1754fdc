import Foundation

/// Types that encode themselves in each of the ways that `Encodable` offers.
enum Shapes {
  struct Numbers: Codable, Equatable {
    var int = Int.min, int8 = Int8.min, int16 = Int16.max, int32 = Int32.min, int64 = Int64.max
    var uint = UInt.max, uint8 = UInt8.max, uint16 = UInt16.max, uint32 = UInt32.max, uint64 = UInt64.max
    var int128: Int128 = -12_345_678_901_234_567_890_123_456_789_012_345_678
    var uint128: UInt128 = 99_999_999_999_999_999_999_999_999_999_999_999_999
    var double = 0.1, float: Float = 0.1, whole = 1.0, big = 1e100, small = -2.5e-100, minus = -0.0
    var decimal = Decimal(string: "0.12345678901234567890123456789012345678") ?? 0
    var large = Decimal(string: "12345678901234567890123456789012345678") ?? 0
  }

  struct Values: Codable, Equatable {
    var uuid = UUID(uuidString: "6BA7B810-9DAD-11D1-80B4-00C04FD430C8")
    var date = Date(timeIntervalSince1970: 1_765_917_000.25)
    var dates: [Date?] = [Date(timeIntervalSince1970: -1), nil]
    var url = URL(string: "https://example.org/a b?q=é".addingPercentEncoding(withAllowedCharacters: .urlQueryAllowed) ?? "")
    var data = Data([0, 255, 62, 63])
    var text = "a\"b\\c\n\u{0}é😀/"
    var flag = true
    var absent: String?
    var nested: [[Int]] = [[], [1], [1, 2]]
    var optionals: [Int?] = [1, nil, 3]
    var set: Set<Int> = [7]
    var range = 1...5
    var map: [String: [String: Int?]] = ["a": ["b": 1, "c": nil], "": [:]]
    var index: IndexPath = [1, 2]
    var components = DateComponents(year: 2025, month: 12)
  }

  enum Word: String, Codable { case first, second }
  enum Key: String, Codable, CodingKeyRepresentable { case first, second }
  enum Level: Int, Codable { case low = 1, high = 9 }

  struct Maps: Codable {
    var byInt: [Int: String] = [1: "a", -2: "b"]
    var byWord: [Word: Int] = [.second: 2]
    var byKey: [Key: Int] = [.first: 1, .second: 2]
    var words: [Word] = [.first, .second]
    var level: [Level?] = [.low, nil, .high]
    var double: Int?? = .some(nil)
  }

  indirect enum Tree: Codable, Sendable {
    case leaf
    case value(Int)
    case pair(Tree, right: Tree)
    case named(name: String, values: [Double])
  }

  struct Wrapper<Value: Encodable & Sendable>: Encodable, Sendable {
    let value: Value
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }

  struct Forwarder: Encodable {
    let value: any Encodable
    func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
  }

  struct Renamed: Encodable {
    var id = 1
    var name = "n"
    enum CodingKeys: String, CodingKey {
      case id = "_id"
      case name = "full name"
    }
  }

  enum NameKey: String, CodingKey { case a, b, c, d, e }

  class Animal: Encodable {
    var legs = 4
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: NameKey.self)
      try container.encode(legs, forKey: .a)
      // A second container of the same encoder adds to the first.
      var again = encoder.container(keyedBy: NameKey.self)
      try again.encode("again", forKey: .e)
    }
  }

  /// How a subclass encodes its superclass.
  enum SuperStyle: CaseIterable { case sameEncoder, superEncoder, superEncoderForKey, unkeyed }

  final class Dog: Animal {
    let style: SuperStyle
    init(_ style: SuperStyle) { self.style = style }

    override func encode(to encoder: any Encoder) throws {
      if style == .unkeyed {
        var container = encoder.unkeyedContainer()
        try container.encode("dog")
        try super.encode(to: container.superEncoder())
        try container.encode(container.count)
        return
      }
      var container = encoder.container(keyedBy: NameKey.self)
      try container.encode("dog", forKey: .b)
      switch style {
      case .sameEncoder: try super.encode(to: encoder)
      case .superEncoder: try super.encode(to: container.superEncoder())
      default: try super.encode(to: container.superEncoder(forKey: .d))
      }
    }
  }

  struct NestedContainers: Encodable {
    func encode(to encoder: any Encoder) throws {
      var root = encoder.container(keyedBy: NameKey.self)
      var object = root.nestedContainer(keyedBy: NameKey.self, forKey: .a)
      try object.encode(1, forKey: .a)
      var array = root.nestedUnkeyedContainer(forKey: .b)
      try array.encode("x")
      var inner = array.nestedContainer(keyedBy: NameKey.self)
      var innermost = array.nestedUnkeyedContainer()
      try array.encodeNil()
      // Filled after its neighbours were added, and in turns.
      try inner.encode(2.5, forKey: .c)
      try innermost.encode(contentsOf: [1, 2, 3])
      try object.encodeNil(forKey: .b)
      var again = root.nestedContainer(keyedBy: NameKey.self, forKey: .a)
      try again.encode("again", forKey: .c)
      _ = root.nestedContainer(keyedBy: NameKey.self, forKey: .c)
      _ = root.nestedUnkeyedContainer(forKey: .d)
      var single = root.superEncoder(forKey: .e).singleValueContainer()
      try single.encode(Wrapper(value: [true]))
    }
  }

  struct Nothing: Encodable {
    func encode(to encoder: any Encoder) throws {}
  }

  struct Failing: Encodable, Sendable {
    struct Reason: Error, Equatable { let code: Int }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: NameKey.self)
      try container.encode(1, forKey: .a)
      throw Reason(code: 7)
    }
  }
}
