import Foundation
import Testing

/// The files in `Fixtures`.
enum Fixtures {
  static func data(_ name: String) throws -> Data {
    let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures").appendingPathComponent(name)
    return try Data(contentsOf: url)
  }

  static func json<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: try data(name))
  }

  static func date(_ text: String) throws -> Date { try #require(ISO8601DateFormatter().date(from: text)) }
}
