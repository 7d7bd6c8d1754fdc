import Annals
import Testing

@Suite("Sanitizing anything")
struct SanitizePropertyTests {
  /// Random JSON in which secrets, long texts, depth and JSON in strings are frequent.
  private struct RandomJSON {
    var random: SeededRandom

    static let names = [
      "a", "title", "password", "tokenCount", "apiKey", "body", "session", "key", "with/slash", "with~tilde", "ü", "", "id",
    ]
    static let pieces = [
      "word ", "password=x1 ", "token: abc ", "4111 1111 1111 1111 ", "\n", "\"", "\\", "{", "}", "[", "😀", "ü", "https://u:p@h/ ",
      "Bearer abc123456 ",
      "[REDACTED]", "…[TRUNCATED: 5 bytes, sha256:", "key=", "&", "; ", "Cookie: a=b", "a=1&secret=2&",
      fake("ghp", "_16C7e42F292c6912E7710c838347Ae178B4a"),
      "'", ":", "=", " ", "12", "-----BEGIN ",
    ]

    mutating func text() -> String {
      let count = random.below(20) == 0 ? random.below(900) : random.below(8)
      return (0..<count).reduce(into: "") { text, _ in text += Self.pieces[random.below(Self.pieces.count)] }
    }

    mutating func value(depth: Int) -> JSONValue {
      switch random.below(depth > 4 ? 6 : 10) {
      case 0: return .null
      case 1: return .bool(random.below(2) == 0)
      case 2: return .number(JSONNumber(random.below(1_000_000)))
      case 3, 4: return .string(text())
      case 5: return .string(JSONWriter.text(of: ["token": .string(text()), "n": .string(text())] as JSONObject))
      case 6, 7: return .array((0..<random.below(5)).map { _ in value(depth: depth + 1) })
      default: return .object(object(depth: depth + 1))
      }
    }

    mutating func object(depth: Int = 0) -> JSONObject {
      JSONObject((0..<random.below(7)).map { _ in (Self.names[random.below(Self.names.count)], value(depth: depth)) })
    }
  }

  private struct SeededRandom {
    var state: UInt64
    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private static func randomRecord(seed: UInt64) throws -> HistoryRecord {
    var json = RandomJSON(random: SeededRandom(state: seed))
    return try record(before: json.object(), after: json.object(), metadata: json.object())
  }

  private static let rules = {
    var rules = TruncationRules()
    rules.textLimit = 300
    rules.recordLimit = 8_192
    return rules
  }()

  private static let sanitizer = Result { try Sanitizer(truncation: rules) }

  @Test("Restoring gives what redaction left, and what was shown fits", arguments: 0..<150 as Range<UInt64>)
  func restoring(seed: UInt64) throws {
    let sanitizer = try Self.sanitizer.get()
    let original = try Self.randomRecord(seed: seed)
    let sanitized = sanitizer.sanitize(original)
    #expect(TruncationTests.size(sanitized.record) <= 8_192)
    #expect(sanitized.record.cutTexts == Set(sanitized.texts.map(\.digest)))
    #expect(try TruncationTests.restored(sanitized) == sanitizer.redacted(original))
  }

  @Test("Text that its own secret kept from being JSON is redacted as the JSON that it then is")
  func textThatBecomesJSON() throws {
    let sanitizer = try Sanitizer()
    // The name holds a secret with an escape that JSON has not; without it the text is JSON whose name is a secret's.
    let once = sanitizer.redacted(.string(#"{"{\"secret\":\"{\!_key":"x '11191"}"#))
    #expect(once.string?.contains("11191") == false)
    #expect(sanitizer.redacted(once) == once)
  }

  @Test("Redacting twice is redacting once", arguments: 0..<150 as Range<UInt64>)
  func idempotence(seed: UInt64) throws {
    let sanitizer = try Self.sanitizer.get()
    let once = sanitizer.redacted(try Self.randomRecord(seed: seed))
    #expect(sanitizer.redacted(once) == once)
  }

  @Test("Sanitizing what is sanitized changes nothing but the list of what is cut", arguments: 0..<150 as Range<UInt64>)
  func sanitizingTwice(seed: UInt64) throws {
    let sanitizer = try Self.sanitizer.get()
    let once = sanitizer.sanitize(try Self.randomRecord(seed: seed)).record
    let twice = sanitizer.sanitize(once).record
    #expect(twice.before == once.before)
    #expect(twice.after == once.after)
    var metadata = once.metadata
    metadata["truncated"] = nil
    #expect(twice.metadata == metadata)
  }
}
