import Annals
import Testing

@Suite("HistoryRecord as JSON")
struct HistoryRecordJSONTests {
  static let plain: JSONObject = [
    "operation_type": "DELETE", "resource_type": "PROMPT", "resource_id": "prompt-1.1", "timestamp": "2025-12-16T20:30:00.123456Z",
    "user_id": "admin@igad.org", "before_state": ["name": "Prompt 1.1", "version": 1.0], "after_state": .null,
    "metadata": ["function": "delete_prompt", "success": true],
  ]

  /// The plain record with some fields set, or taken away.
  static func record(_ changes: [String: JSONValue?] = [:]) throws -> HistoryRecord {
    var object = plain
    for (name, value) in changes { object[name] = value }
    return try HistoryRecord(json: object)
  }

  @Test("A record has the design's shape")
  func shape() throws {
    let record = HistoryRecord(
      .delete, of: try Resource("PROMPT", "prompt-1.1"), at: try Timestamp("2025-12-16T20:30:00.123456Z"),
      token: try RecordToken("01J9Z3K8Q2"), by: try User("admin@igad.org"),
      before: ["name": "Prompt 1.1", "version": "1.1", "status": "active"],
      metadata: ["function": "delete_prompt", "success": true])
    let expected = """
      {"after_state":null,"before_state":{"name":"Prompt 1.1","status":"active","version":"1.1"},\
      "history_id":"2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2","metadata":{"function":"delete_prompt","success":true},\
      "operation_type":"DELETE","resource_id":"prompt-1.1","resource_type":"PROMPT","timestamp":"2025-12-16T20:30:00.123456Z",\
      "user_id":"admin@igad.org"}
      """
    #expect(JSONWriter.text(of: record.json) == expected)
    #expect(try HistoryRecord(json: JSONParser.parse(expected)) == record)
    #expect(try HistoryRecord(json: JSONParser.parse("{\"PK\":1,\"expires_at\":9,\(expected.dropFirst())")) == record)
  }

  @Test("A record comes back from its text as it was, whatever its id, states and metadata hold")
  func roundTrip() throws {
    var random = RandomJSON()
    let seed = random.seed
    let ids = ["a", "#", "a#b", "a#TOKEN", "##", "\u{301}#", "x\u{600}", "/", " ", "👩‍👩‍👧", "\u{0}", String(repeating: "é", count: 512)]
    for round in 0..<300 {
      let record = HistoryRecord(
        OperationKind.allCases[round % 4],
        of: try Resource("t\(random.count(0...9))", round % 3 == 0 ? ids[random.count(0...11)] : random.text() + "."),
        at: Timestamp(microseconds: Int64(random.count(-62_135_596_800_000_000...253_402_300_799_999_999))),
        token: round % 5 == 0 ? nil : .next(), by: try User(ids[random.count(0...8)]), before: round % 2 == 0 ? nil : try random.object(),
        after: round % 7 == 0 ? nil : try random.object(), metadata: try random.object())
      let text = JSONWriter.text(of: record.json)
      let read = try HistoryRecord(json: JSONParser.parse(text))
      #expect(read == record, "seed \(seed): \(text)")
      #expect(JSONWriter.text(of: read.json) == text, "seed \(seed)")
    }
  }

  @Test("A state of 100 levels comes back from its record's text")
  func deepStates() throws {
    let state = JSONObject([("a", (0..<99).reduce(1 as JSONValue) { value, _ in .array([value]) })])
    let record = try Self.record(["before_state": .object(state), "after_state": .object(state)])
    #expect(record.before == state)
    #expect(try HistoryRecord(json: JSONParser.parse(JSONWriter.text(of: record.json))) == record)
  }

  @Test(
    "Older moments are read",
    arguments: [
      "2025-12-16T20:30:00Z", "2025-12-16T20:30:00+00:00", "2025-12-16T20:30:00", "2025-12-16T20:30:00.000000", "2025-12-16T22:00:00+01:30",
      "2025-12-16T12:30:00-08:00",
      "2025-12-16 20:30:00",
    ])
  func olderMoments(text: String) throws {
    #expect(try Self.record(["timestamp": .string(text)]).timestamp.description == "2025-12-16T20:30:00.000000Z")
  }

  @Test(
    "A kind such as DELETE_FAILED is a failed operation of its kind",
    arguments: OperationKind.allCases.flatMap { [($0, "\($0)_FAILED"), ($0, "\($0)_failed".lowercased())] })
  func failedKinds(kind: OperationKind, text: String) throws {
    let record = try Self.record(["operation_type": .string(text)])
    #expect(record.operation == kind)
    #expect(record.isFailed)
    #expect(record.metadata == ["function": "delete_prompt", "success": false])
    let bare = try Self.record(["operation_type": .string(text), "metadata": nil])
    #expect(bare.metadata == ["success": false])
  }

  @Test("What older records lack has its default", arguments: [nil, JSONValue.null])
  func absentFields(value: JSONValue?) throws {
    let record = try Self.record(["user_id": value, "metadata": value, "before_state": value, "after_state": value, "history_id": value])
    #expect(record.user == .system)
    #expect(record.metadata == [:])
    #expect(record.before == nil)
    #expect(record.after == nil)
    #expect(record.token == nil)
    #expect(!record.isFailed)
  }

  @Test("States as JSON text are read, and a null in text is none")
  func statesAsText() throws {
    let record = try Self.record(["before_state": #"{"n":1.0,"s":"\u00e9"}"#, "after_state": "null"])
    #expect(record.before == ["n": 1.0, "s": "é"])
    #expect(record.after == nil)
  }

  @Test("A type is upper-cased, and an id that is a number is its text")
  func coercions() throws {
    #expect(try Self.record(["resource_type": "prompt"]).resource.type.name == "PROMPT")
    #expect(try Self.record(["resource_id": 12345678901234567890]).resource.id == "12345678901234567890")
    #expect(try Self.record(["resource_id": 1.0]).resource.id == "1.0")
  }

  static let wrong: [(field: String, value: JSONValue?, hints: [String])] = [
    ("operation_type", nil, ["operation_type is missing", "needs it as a string"]),
    ("operation_type", .null, ["operation_type is missing"]),
    ("operation_type", 1, ["operation_type is a number", "as a string"]),
    ("operation_type", "PATCH", ["operation_type: ", "\"PATCH\"", "send CREATE, UPDATE, DELETE or READ"]),
    ("operation_type", "PATCH_FAILED", ["\"PATCH_FAILED\"", "send CREATE"]), ("operation_type", "_FAILED", ["\"_FAILED\"", "send CREATE"]),
    ("operation_type", "", ["\"\"", "send CREATE"]),
    ("operation_type", "DELETE_FAILED_FAILED", ["\"DELETE_FAILED_FAILED\""]),
    ("resource_type", nil, ["resource_type is missing"]), ("resource_type", true, ["resource_type is a Boolean"]),
    ("resource_type", 5, ["resource_type is a number"]),
    ("resource_type", "", ["resource_type: ", "1 to 64 characters, not 0"]), ("resource_type", "A#B", ["resource_type: ", "\"A#B\""]),
    ("resource_type", .string(String(repeating: "x", count: 65)), ["1 to 64 characters, not 65"]),
    ("resource_id", nil, ["resource_id is missing"]), ("resource_id", .null, ["resource_id is missing"]),
    ("resource_id", [], ["resource_id is an array"]),
    ("resource_id", "", ["resource_id: ", "1 to 1,024 bytes in UTF-8, not 0"]),
    ("resource_id", .string(String(repeating: "é", count: 513)), ["resource_id: ", "not 1026"]),
    ("timestamp", nil, ["timestamp is missing"]), ("timestamp", 1_765_917_000, ["timestamp is a number", "as a string"]),
    ("timestamp", "16.12.2025", ["timestamp: ", "\"16.12.2025\"", "send RFC 3339, as 2025-12-16T20:30:00.123456Z"]),
    ("user_id", 5, ["user_id is a number"]), ("user_id", "", ["user_id: ", "1 to 256 bytes"]),
    ("user_id", "a\nb", ["user_id: ", "no control characters"]),
    ("before_state", [], ["before_state is an array", "as an object or null"]), ("before_state", 1, ["before_state is a number"]),
    ("before_state", false, ["before_state is a Boolean"]),
    ("before_state", "text", ["before_state is a string that holds no JSON object", "send the object itself"]),
    ("before_state", "[1]", ["before_state is a string"]), ("before_state", "", ["before_state is a string"]),
    ("after_state", [["a": 1]], ["after_state is an array"]), ("after_state", "{", ["after_state is a string"]),
    ("metadata", [], ["metadata is an array"]),
    ("metadata", "{}", ["metadata is a string", "as an object or null"]), ("metadata", true, ["metadata is a Boolean"]),
    ("history_id", 5, ["history_id is a number"]), ("history_id", "", ["history_id: ", "does not agree with resource_id", "leave it out"]),
    ("history_id", "x", ["history_id: \"x\""]),
    ("history_id", "2025-12-16T20:30:00.123456Z#DELETE#other", ["does not agree with resource_id"]),
    ("history_id", "2025-12-16T20:30:00.123456Z#DELETE#prompt-1.10#T", ["does not agree with resource_id"]),
    ("history_id", "2025-12-16T20:30:00.123456Z#DELETE#prompt-1", ["does not agree with resource_id"]),
    ("history_id", "2025-12-16T20:30:00.123456Z#DELETE", ["does not agree with resource_id"]),
    ("history_id", "2025-12-16T20:30:00.123457Z#DELETE#prompt-1.1#T", ["does not agree with timestamp and operation_type"]),
    ("history_id", "2025-12-16T20:30:00.123456Z#CREATE#prompt-1.1#T", ["does not agree with timestamp and operation_type"]),
    ("history_id", "yesterday#DELETE#prompt-1.1#T", ["history_id: ", "\"yesterday\"", "RFC 3339"]),
    ("history_id", "2025-12-16T20:30:00.123456Z#PATCH#prompt-1.1#T", ["history_id: ", "\"PATCH\""]),
    ("history_id", "2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#", ["history_id: ", "\"\"", "letters, digits"]),
    ("history_id", "2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#a#b", ["history_id: ", "\"a#b\""]),
    ("history_id", "2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#é", ["\"é\"", "send 1 to 64"]),
  ]

  @Test("A wrong field is refused by its name, with its value and what would be right", arguments: wrong.indices)
  func refuses(index: Int) throws {
    let (field, value, hints) = Self.wrong[index]
    let error = try #require(throws: HistoryError.self) { try Self.record([field: value]) }
    #expect(error.code == .invalidRecord)
    #expect(error.description.hasPrefix(field), "\(error)")
    for hint in hints { #expect(error.description.contains(hint), "\(error)") }
  }

  @Test("What is no object is no record", arguments: [.null, 1, "x", [], true] as [JSONValue])
  func refusesOthers(value: JSONValue) throws {
    let error = try #require(throws: HistoryError.self) { try HistoryRecord(json: value) }
    #expect(error.code == .invalidRecord)
    #expect(error.description == "a record is a JSON object, not \(value.kind)")
  }

  @Test(
    "A history id gives the token, in each of the shapes that ids had",
    arguments: [
      ("2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2", "01J9Z3K8Q2"), ("2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1", nil),
      ("2025-12-16T20:30:00.123456+00:00#DELETE_FAILED#prompt-1.1", nil), ("2025-12-16T20:30:00.123456#delete#prompt-1.1#t", "t"),
      ("2025-12-16T21:30:00.123456789+01:00#DELETE#prompt-1.1#-", "-"),
    ] as [(String, String?)])
  func historyIDs(id: String, token: String?) throws {
    #expect(try Self.record(["history_id": .string(id)]).token?.description == token)
  }

  @Test("An id with # in it keeps its token apart", arguments: ["#", "a#b", "#\u{301}", "\u{301}", "x\u{600}", "TOKEN#TOKEN", "😀#"])
  func markedIDs(id: String) throws {
    for token in [nil, try RecordToken("T")] {
      let record = HistoryRecord(.read, of: try Resource("T", id), at: Timestamp(day: 0), token: token)
      let read = try HistoryRecord(json: record.json)
      #expect(read == record)
      #expect(read.token == token)
    }
  }

  @Test("A record fails when its success is false, and says why where it is known")
  func failures() throws {
    #expect(try Self.record(["metadata": ["success": false, "error": "gone"]]).error == "gone")
    #expect(try Self.record(["metadata": ["success": false, "error": 5]]).error == nil)
    for value in [true, .null, 0, "false"] as [JSONValue] { #expect(try !Self.record(["metadata": ["success": value]]).isFailed) }
  }
}
