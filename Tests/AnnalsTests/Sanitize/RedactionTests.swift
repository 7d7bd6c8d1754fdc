import Annals
import Testing

@Suite("Redaction")
struct RedactionTests {
  @Test("A secret is hidden in objects, arrays and JSON in strings, and what stands beside it stays")
  func deep() throws {
    let inner = #"{"deep":{"apiKey":"s3same","note":"{\"password\":\"s3same\",\"n\":1.0}"},"keep":"me"}"#
    let state: JSONObject = [
      "a": ["b": ["c": ["password": "s3same", "title": "T"]]], "list": [["token": "s3same"], ["name": "n"]], "payload": .string(inner),
      "twice": .string(JSONWriter.text(of: .string(inner))),
    ]
    let result = try #require(try sanitized(state))
    #expect(!result.text.contains("s3same"))
    #expect(result["a"] == ["b": ["c": ["password": "[REDACTED]", "title": "T"]]])
    #expect(result["list"] == [["token": "[REDACTED]"], ["name": "n"]])
    let payload = #"{"deep":{"apiKey":"[REDACTED]","note":"{\"n\":1.0,\"password\":\"[REDACTED]\"}"},"keep":"me"}"#
    #expect(result["payload"]?.string == payload)
    #expect(result["twice"]?.string == JSONWriter.text(of: .string(payload)))
  }

  @Test("JSON in a string that holds no secret keeps its spaces and order")
  func innocentJSON() throws {
    let state: JSONObject = ["payload": "{ \"b\": 1.0,\n  \"a\": [true] }"]
    #expect(try sanitized(state) == state)
  }

  @Test("Form text loses its secrets, JSON in a form too")
  func forms() throws {
    #expect(
      try sanitized(text: "payload=%7B%22token%22%3A%22s3same%22%2C%22n%22%3A1%7D&a=b")
        == "payload=%7B%22n%22%3A1%2C%22token%22%3A%22%5BREDACTED%5D%22%7D&a=b")
    #expect(try sanitized(text: "payload=%7B%22n%22%3A1%7D&a=b") == "payload=%7B%22n%22%3A1%7D&a=b")
  }

  @Test("Metadata and error texts lose their secrets, and a failure stays a failure")
  func metadata() throws {
    let metadata: JSONObject = [
      "success": false, "error": "connect postgres://app:s3same@db failed (password=s3same)", "headers": ["Authorization": "Bearer s3same"],
      "function": "reset_password",
    ]
    let record = try defaultSanitizer.get().sanitize(record(metadata: metadata)).record
    #expect(record.isFailed)
    #expect(record.error == "connect postgres://app:[REDACTED]@db failed (password=[REDACTED])")
    #expect(record.metadata["function"] == "reset_password")
    #expect(!record.metadata.text.contains("s3same"))
  }

  @Test("The success flag survives rules that would hide it")
  func successStays() throws {
    var rules = RedactionRules()
    rules.names = ["success"]
    rules.paths = ["**"]
    let record = try Sanitizer(redaction: rules).sanitize(record(metadata: ["success": false, "a": 1])).record
    #expect(record.metadata == ["success": false, "a": "[REDACTED]"])
  }

  @Test("Nothing is hidden when redaction is off, and depth is still cut")
  func off() throws {
    var rules = RedactionRules()
    rules.isEnabled = false
    var deep = JSONValue.array([])
    for _ in 0..<150 { deep = ["password": deep] }
    let result = try #require(try sanitized(["password": "x", "deep": deep], rules))
    #expect(result["password"] == "x")
    #expect(result.text.contains("[TRUNCATED: nested over 100 levels]"))
  }

  @Test("What nests over 100 levels is cut and neither crashes nor stalls", arguments: [98, 99, 100, 101, 5_000])
  func deepNesting(levels: Int) throws {
    var deep: JSONValue = ["password": "s3same"]
    for level in 0..<levels { deep = level % 2 == 0 ? [deep] : ["n": deep] }
    let record = try defaultSanitizer.get().sanitize(record(before: ["d": deep], after: ["password": deep])).record
    let text = try #require(record.before).text
    #expect(!text.contains("s3same"))
    #expect(text.contains("[TRUNCATED: nested over 100 levels]") == (levels >= 98))
    #expect(record.after == ["password": "[REDACTED]"])
    // A record is read as deep as it is kept.
    #expect(try HistoryRecord(json: JSONParser.parse(JSONWriter.text(of: record.json))).before == record.before)
  }

  @Test("A secret below the levels of JSON in a string that are read goes with them")
  func deepJSONInString() throws {
    let text = String(repeating: "[", count: 150) + #"{"note":"s3same"}"# + String(repeating: "]", count: 150)
    #expect(try sanitized(text: text)?.contains("s3same") == false)
  }
}
