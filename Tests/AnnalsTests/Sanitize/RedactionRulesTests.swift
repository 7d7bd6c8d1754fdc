import Annals
import Testing

@Suite("Redaction rules")
struct RedactionRulesTests {
  @Test("An own name is matched by words like the built-in ones")
  func names() throws {
    var rules = RedactionRules()
    rules.names = ["customerNumber", "Größe"]
    let state: JSONObject = ["CUSTOMER_NUMBER": "17", "main-customer-numbers": [1], "customerNumberType": "t", "customer": "c", "Größe": 4]
    #expect(
      try sanitized(state, rules)
        == [
          "CUSTOMER_NUMBER": "[REDACTED]", "main-customer-numbers": "[REDACTED]", "customerNumberType": "t", "customer": "c",
          "Größe": "[REDACTED]",
        ])
  }

  @Test("An own path is redacted, whatever its value is but null")
  func paths() throws {
    var rules = RedactionRules()
    rules.paths = ["profile.*.phone", "people.*.mail", "list.1", "a\\.b.c", "**.diagnosis", "after_state.only"]
    let state: JSONObject = [
      "profile": ["home": ["phone": "1", "street": "s"], "phone": "kept"], "people": [["mail": "m", "name": "n"]], "list": [1, 2, 3],
      "a.b": ["c": true], "x": [["y": ["diagnosis": ["deep": 1]]]], "only": "here", "n": ["diagnosis": .null],
    ]
    let expected: JSONObject = [
      "profile": ["home": ["phone": "[REDACTED]", "street": "s"], "phone": "kept"], "people": [["mail": "[REDACTED]", "name": "n"]],
      "list": [1, "[REDACTED]", 3], "a.b": ["c": "[REDACTED]"], "x": [["y": ["diagnosis": "[REDACTED]"]]], "only": "[REDACTED]",
      "n": ["diagnosis": .null],
    ]
    #expect(try sanitized(state, rules) == expected)
    #expect(try Sanitizer(redaction: rules).sanitize(record(before: ["only": "here"])).record.before == ["only": "here"])
  }

  @Test("An own path reaches into JSON held in a string")
  func pathIntoJSON() throws {
    var rules = RedactionRules()
    rules.paths = ["payload.phone"]
    #expect(try sanitized(["payload": #"{"phone":"1","n":2}"#], rules) == ["payload": #"{"n":2,"phone":"[REDACTED]"}"#])
  }

  @Test("An allowed path wins over names, shapes and paths")
  func allowed() throws {
    var rules = RedactionRules()
    rules.allowedPaths = ["demo.token", "cards", "**.csrf"]
    rules.paths = ["demo.token"]
    let state: JSONObject = ["demo": ["token": "t", "secret": "s"], "cards": ["4111111111111111"], "x": ["csrf": ["token": "t"]]]
    #expect(
      try sanitized(state, rules) == [
        "demo": ["token": "t", "secret": "[REDACTED]"], "cards": ["4111111111111111"], "x": ["csrf": ["token": "t"]],
      ])
  }

  @Test("An own shape is redacted in texts, its group only where it has one")
  func shapes() throws {
    var rules = RedactionRules()
    rules.shapes = [
      try RedactionShape(name: "customer", pattern: "C-[0-9]{4}"), try RedactionShape(name: "case", pattern: "case ([A-Z]+)"),
    ]
    let state: JSONObject = ["note": "ü C-1234 and C-5678 in case ABC", "n": "C-12"]
    #expect(try sanitized(state, rules) == ["note": "ü [REDACTED] and [REDACTED] in case [REDACTED]", "n": "C-12"])
  }

  @Test("Rules of a type hold for that type alone")
  func perType() throws {
    var rules = RedactionRules()
    rules.perType["Prompt"] = .init()
    rules.perType["Prompt"]?.names = ["salary"]
    rules.perType["Prompt"]?.allowedPaths = ["token"]
    let state: JSONObject = ["salary": 5, "token": "t", "secret": "s"]
    #expect(try sanitized(state, rules, type: "PROMPT") == ["salary": "[REDACTED]", "token": "t", "secret": "[REDACTED]"])
    #expect(try sanitized(state, rules, type: "PERSON") == ["salary": 5, "token": "[REDACTED]", "secret": "[REDACTED]"])
  }

  @Test("A rule that cannot be followed is refused when it is made")
  func refused() throws {
    let code = HistoryError.Code.invalidConfiguration
    #expect(performing: { _ = try RedactionShape(name: "x", pattern: "(") }, throws: { ($0 as? HistoryError)?.code == code })
    #expect(performing: { _ = try RedactionShape(name: "x", pattern: "a*") }, throws: { ($0 as? HistoryError)?.code == code })
    #expect(performing: { _ = try FingerprintKey([1, 2, 3]) }, throws: { ($0 as? HistoryError)?.code == code })
    for (names, paths) in [(["12"], []), ([], ["a..b"]), ([], [""]), ([], ["a\\"])] as [([String], [String])] {
      var rules = RedactionRules()
      rules.names = names
      rules.paths = paths
      #expect(performing: { _ = try Sanitizer(redaction: rules) }, throws: { ($0 as? HistoryError)?.code == code })
    }
    for (text, record) in [(10, 262_144), (4_096, 100), (4_096, 300_000)] {
      var rules = TruncationRules()
      rules.textLimit = text
      rules.recordLimit = record
      #expect(performing: { _ = try Sanitizer(truncation: rules) }, throws: { ($0 as? HistoryError)?.code == code })
    }
  }

  @Test("A fingerprint is the same for the same secret under one key, wherever it stands, and another under another key")
  func fingerprints() throws {
    var rules = RedactionRules()
    rules.fingerprintKey = try FingerprintKey(Array(repeating: 7, count: 32))
    let state: JSONObject = ["password": "hunter2", "old": ["password": "hunter1"], "log": "password=hunter2"]
    let one = try #require(try sanitized(state, rules))
    let mark = try #require(one["password"]?.string)
    #expect(mark.wholeMatch(of: /\[REDACTED:[0-9a-f]{8}\]/) != nil)
    #expect(one["log"]?.string == "password=\(mark)")
    #expect(one["old"]?.object?["password"]?.string != mark)
    #expect(try sanitized(one, rules) == one)
    rules.fingerprintKey = try FingerprintKey(Array(repeating: 8, count: 32))
    #expect(try sanitized(state, rules)?["password"]?.string != mark)
    #expect(try sanitized(one, rules) == one)
  }

  @Test("A fingerprint key shows nothing of itself")
  func keyIsSilent() throws {
    let key = try FingerprintKey(Array("0123456789abcdef".utf8))
    var dumped = ""
    dump(key, to: &dumped)
    #expect(!(dumped + "\(key)" + String(reflecting: key)).contains("0123"))
  }
}
