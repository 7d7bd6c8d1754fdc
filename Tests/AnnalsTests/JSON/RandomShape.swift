import AnnalsTestSupport

/// A made-up value that encodes itself through containers of every sort.
indirect enum RandomShape: Encodable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case text(String)
  case single(RandomShape)
  case array([RandomShape])
  case object([RandomShape])
  case nestedArray([RandomShape])
  case nestedObject([RandomShape])
  case late([RandomShape])

  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ index: Int) { stringValue = "k\(index)" }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(_ generator: inout SeededGenerator, levels: Int = 5) {
    func parts() -> [RandomShape] {
      (0..<Int.random(in: 0...3, using: &generator)).map { _ in RandomShape(&generator, levels: levels - 1) }
    }
    switch Int.random(in: 0...(levels > 0 ? 12 : 4), using: &generator) {
    case 0: self = .null
    case 1: self = .bool(Bool.random(using: &generator))
    case 2: self = .int(Int.random(in: .min ... .max, using: &generator) >> Int.random(in: 0...63, using: &generator))
    case 3: self = .double(Double.random(in: -1...1, using: &generator) * 10)
    case 4: self = .text(String(Int.random(in: 0...9999, using: &generator), radix: 36))
    case 5: self = .single(RandomShape(&generator, levels: levels - 1))
    case 6, 7: self = .array(parts())
    case 8, 9: self = .object(parts())
    case 10: self = .nestedArray(parts())
    case 11: self = .nestedObject(parts())
    default: self = .late(parts())
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .null, .bool, .int, .double, .text, .single: try encodeSingle(to: encoder.singleValueContainer())
    case .array(let parts):
      var container = encoder.unkeyedContainer()
      for part in parts { try container.encode(part) }
    case .object(let parts):
      var container = encoder.container(keyedBy: Name.self)
      for (index, part) in parts.enumerated() { try container.encode(part, forKey: Name(index)) }
    case .nestedArray(let parts):
      var container = encoder.unkeyedContainer()
      var object = container.nestedContainer(keyedBy: Name.self)
      var array = container.nestedUnkeyedContainer()
      for (index, part) in parts.enumerated() {
        try object.encode(part, forKey: Name(index))
        try array.encode(part)
        try container.encode(index)
      }
    case .nestedObject(let parts):
      var container = encoder.container(keyedBy: Name.self)
      var array = container.nestedUnkeyedContainer(forKey: Name(1000))
      for (index, part) in parts.enumerated() {
        try array.encode(part)
        var object = container.nestedContainer(keyedBy: Name.self, forKey: Name(1001))
        try object.encode(part, forKey: Name(index))
      }
    case .late(let parts):
      var container = encoder.unkeyedContainer()
      for part in parts { try part.encode(to: container.superEncoder()) }
    }
  }

  private func encodeSingle(to container: any SingleValueEncodingContainer) throws {
    var container = container
    switch self {
    case .bool(let value): try container.encode(value)
    case .int(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .single(let shape): try container.encode(shape)
    default: try container.encodeNil()
    }
  }
}
