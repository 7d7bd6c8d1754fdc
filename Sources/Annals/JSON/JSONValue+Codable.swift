import Foundation

extension JSONValue: Encodable {
  /// Encodes the value into any encoder; whole numbers stay whole, others go as `Decimal`, and those it cannot hold (1e-130) as `Double`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .string(let text): try container.encode(text)
    case .array(let elements): try container.encode(elements)
    case .object(let object): try container.encode(object)
    case .number(let number):
      if let whole = number.int {
        try container.encode(whole)
      } else if let decimal = Decimal(string: number.description) {
        try container.encode(decimal)
      } else {
        try container.encode(number.double)
      }
    }
  }
}

extension JSONObject: Encodable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  /// Encodes the members into any encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for member in members { try container.encode(member.value, forKey: Name(member.name)) }
  }

  /// The object as one of your types, as `JSONDecoder` reads it; dates are read from RFC 3339 text, and NaN and infinity from the
  /// strings that they were encoded as.
  ///
  /// Throws what the type's own decoding throws.
  public func decoded<T: Decodable>(as type: T.Type) throws -> T {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      try Timestamp(try decoder.singleValueContainer().decode(String.self)).date
    }
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var writer = JSONWriter()
    writer.write(self)
    return try decoder.decode(type, from: Data(writer.bytes))
  }
}
