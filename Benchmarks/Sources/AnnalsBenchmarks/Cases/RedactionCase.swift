import Annals
import Foundation

/// What redaction costs on a megabyte of what is made to be slow, against reading the same megabyte as JSON.
struct RedactionCase: BenchmarkCase {
  static let name = "redaction"

  /// What a text repeats, or how a value is built.
  private enum Shape {
    case repeated(String)
    case value(@Sendable (Int) -> JSONValue)
  }

  private static let shapes: [(String, Shape)] = [
    ("prose", .repeated("The quick brown fox jumps over the lazy dog, and the password was changed on Monday. ")),
    ("digits", .repeated("1")), ("digits of cards", .repeated("4111")), ("groups of digits", .repeated("4111 ")),
    ("beginnings of tokens", .repeated("ghp_")), ("short beginnings", .repeated("sk-a1")),
    ("beginnings of keys", .repeated("AKIAdapiEAAA")),
    ("names without values", .repeated("password=")), ("names and words", .repeated("key: a ")), ("open quotes", .repeated("token='")),
    ("parts of web tokens", .repeated("eyJhbGciOi.eyJ.")), ("addresses", .repeated("x://a:b")),
    ("beginnings of keys' blocks", .repeated("-----BEGIN PRIVATE KEY")), ("beginnings of account numbers", .repeated("DE89 ")),
    ("verbs", .repeated("the secret is a ")), ("options", .repeated("--token ")), ("elements", .repeated("<password>a")),
    ("words in Base64", .repeated(Data("the quick brown fox ".utf8 + [0x0A]).base64EncodedString())),
    ("digits of bytes", .repeated("7468652071756963")), ("percent signs", .repeated("%41%3D")), ("percent signs twice", .repeated("%2541")),
    ("backslashes", .repeated("\\\\\\\"")), ("entities", .repeated("&quot;a&amp;")), ("near marks", .repeated("[REDACTED")),
    ("brackets", .repeated("[{\"a\":")), ("nested arrays", .value { nested($0) { [$0] } }),
    ("nested objects", .value { nested($0) { ["a": $0, "b": 1] } }),
    (
      "JSON in JSON",
      .value { count in
        var text = String(repeating: "{\"a\":\"b\"},", count: count / 64)
        for _ in 0..<5 { text = "[" + quoted(text) + "]" }
        return .string(text)
      }
    ),
    ("short names", .value { count in .array((0..<count / 16).map { ["id\($0 % 10)": .string("v")] }) }),
    ("secrets", .repeated("password=hunter2 ")),
  ]

  func run(_ scope: Scope) async throws -> [Row] {
    let count = scope.scale.scaled(1_000_000)
    let sanitizer = try Sanitizer()
    return try await Self.shapes.asyncRows { name, shape in
      let value: JSONValue
      switch shape {
      case .repeated(let unit): value = ["text": .string(String(repeating: unit, count: count / unit.utf8.count))]
      case .value(let make): value = ["value": make(count)]
      }
      let bytes = Self.bytes(of: value)
      let read = try JSONValue(parsing: bytes)
      let rounds = try await Round.interleaved(
        scope.rounds, baseline: { try Self.time { _ = try JSONValue(parsing: bytes) } },
        subject: { Self.time { _ = sanitizer.redacted(read) } })
      return Row("redaction: \(name)", unit: "ms for \(bytes.count / 1000) KB", rounds: rounds, goal: .atMost(20))
    }
  }

  /// Milliseconds of this thread's own work, which what else runs on the machine changes little.
  private static func time(_ body: () throws -> Void) rethrows -> Double {
    let start = work
    try body()
    return Double(work - start) / 1_000_000
  }

  /// Nanoseconds that this thread has worked.
  private static var work: Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  private static func bytes(of value: JSONValue) -> [UInt8] {
    switch value {
    case .null: Array("null".utf8)
    case .bool(let value): Array(value.description.utf8)
    case .number(let number): Array(number.description.utf8)
    case .string(let text): Array(quoted(text).utf8)
    case .array(let elements): Array("[".utf8) + elements.map { bytes(of: $0) }.joined(separator: Array(",".utf8)) + Array("]".utf8)
    case .object(let object):
      Array("{".utf8) + object.members.map { Array((quoted($0.name) + ":").utf8) + bytes(of: $0.value) }.joined(separator: Array(",".utf8))
        + Array("}".utf8)
    }
  }

  /// Levels that are read, over and over beside each other.
  private static func nested(_ count: Int, _ around: (JSONValue) -> JSONValue) -> JSONValue {
    var deep: JSONValue = "x"
    for _ in 0..<90 { deep = around(deep) }
    let size = bytes(of: deep).count
    return .array(Array(repeating: deep, count: count / size))
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
  }
}

extension Array {
  /// The rows that each element gives, one after the other.
  fileprivate func asyncRows(_ row: (Element) async throws -> Row) async throws -> [Row] {
    var rows: [Row] = []
    for element in self { rows.append(try await row(element)) }
    return rows
  }
}
