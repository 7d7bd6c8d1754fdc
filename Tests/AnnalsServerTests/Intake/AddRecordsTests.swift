import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Sending records")
struct AddRecordsTests {
  private static let lines = (0..<3).map { promptJSON("p\($0)") }

  @Test(
    "Records come as an object, an array or lines, with their media type or without",
    arguments: [
      (lines[0], "application/json", 1), (lines[0], nil, 1), (lines[0] + "\n", nil, 1), (lines[0], "application/x-ndjson", 1),
      ("[\(lines.joined(separator: ","))]", "application/json; charset=utf-8", 3), (" [\(lines.joined(separator: ","))]", nil, 3),
      ("[\(lines[0])]", "application/vnd.annals+json", 1), (lines.joined(separator: "\n"), "application/ndjson", 3),
      (lines.joined(separator: "\r\n\n \n") + "\n\n", "Application/X-NDJSON", 3), (lines.joined(separator: "\n"), nil, 3),
      (lines[0].replacing(",", with: ",\n"), nil, 1),
    ] as [(String, String?, Int)])
  func formats(body: String, type: String?, count: Int) async throws {
    try await withServer { client, history in
      var headers: HTTPFields = [:]
      headers[.contentType] = type
      let reply = try await client.store(body, headers: headers)
      #expect(try reply.json["accepted"] == .number(JSONNumber(count)))
      let ids = try reply.historyIDs
      #expect(ids.count == count)
      for (index, id) in ids.enumerated() {
        #expect(try await history.record(HistoryID(id))?.resource.id == "p\(index)")
      }
    }
  }

  @Test("Without a preference 202 says that the records are in the buffer, and they are stored soon")
  func accepted() async throws {
    try await withServer { client, history in
      let reply = try await client.post("/api/history/records", promptJSON())
      #expect(reply.status == 202)
      try await history.flush()
      #expect(try await history.record(HistoryID(reply.historyIDs[0])) != nil)
    }
  }

  @Test(
    "With Prefer: wait 201 says that the records are stored, and where",
    arguments: ["wait", "wait=30", "respond-async, Wait=\"30\"", "wait=999999"])
  func waits(preference: String) async throws {
    try await withServer { client, _ in
      var headers: HTTPFields = [:]
      headers.set("Prefer", preference)
      let reply = try await client.post("/api/history/records", promptJSON("a/b #1"), headers: headers)
      #expect(reply.status == 201)
      #expect(reply.headers.value(of: "Preference-Applied")?.hasPrefix("wait") == true)
      let location = try #require(reply.headers[.location])
      #expect(try await client.get(location).json["history_id"]?.string == reply.historyIDs[0])
    }
  }

  @Test("A preference that cannot be read is left out", arguments: ["wait=soon", "wait=-1", "wait=0", "return=minimal", ","])
  func unreadablePreference(preference: String) async throws {
    try await withServer { client, _ in
      var headers: HTTPFields = [:]
      headers.set("Prefer", preference)
      let reply = try await client.post("/api/history/records", promptJSON(), headers: headers)
      #expect(reply.status == 202)
      #expect(reply.headers.value(of: "Preference-Applied") == nil)
    }
  }

  @Test("Where the store takes too long, the records are accepted and still on their way")
  func tooLong() async throws {
    let store = TroubledStore(.unavailable)
    try await withServer(store: store) { client, history in
      var headers: HTTPFields = [:]
      headers.set("Prefer", "wait=1")
      let reply = try await client.post("/api/history/records", promptJSON(), headers: headers)
      #expect(reply.status == 202)
      store.trouble = .none
      try await history.flush()
      #expect(try await history.statistics().total == 1)
    }
  }

  @Test("Records that the store refuses for good are told of when they are waited for")
  func rejected() async throws {
    try await withServer(store: TroubledStore(.rejects(["bad"]))) { client, _ in
      var headers: HTTPFields = [:]
      headers.set("Prefer", "wait=30")
      let reply = try await client.post("/api/history/records", "[\(promptJSON("good")),\(promptJSON("bad"))]", headers: headers)
      #expect(reply.status == 422)
      #expect(try reply.code == "store_rejected")
    }
  }

  @Test("A full buffer is answered with 503 and when to come again, and nothing is lost")
  func full() async throws {
    var options = RecorderConfiguration.fast
    options.bufferLimit = 3
    let store = TroubledStore(.unavailable)
    try await withServer(store: store, recorder: options) { client, history in
      #expect(try await client.post("/api/history/records", "[\(promptJSON("a")),\(promptJSON("b"))]").status == 202)
      let reply = try await client.post("/api/history/records", "[\(promptJSON("c")),\(promptJSON("d"))]")
      #expect(reply.status == 503)
      #expect(try reply.code == "buffer_full")
      #expect(reply.headers[.retryAfter].flatMap(Int.init) ?? 0 >= 1)
      store.trouble = .none
      try await history.flush()
      #expect(try await history.statistics().total == 2)
    }
  }

  @Test("More records than the buffer can ever hold are answered with 413, for coming again would not help")
  func tooMany() async throws {
    var options = RecorderConfiguration.fast
    options.bufferLimit = 3
    try await withServer(recorder: options) { client, history in
      let reply = try await client.post("/api/history/records", (0..<4).map { promptJSON("\($0)") }.joined(separator: "\n"))
      #expect(reply.status == 413)
      #expect(try reply.code == "too_many_records")
      #expect(try await history.statistics().total == 0)
    }
  }

  @Test("What a record leaves out is the moment and the user of the request")
  func defaults() async throws {
    var configuration = HistoryServerConfiguration()
    configuration.userHeader = "X-User-ID"
    try await withServer(configuration: configuration) { client, history in
      let body = #"{"operation_type":"create","resource_type":"prompt","resource_id":7,"user_id":null}"#
      let start = Timestamp.now
      let ids = try await client.store(body).historyIDs
      let record = try #require(try await history.record(HistoryID(ids[0])))
      #expect(record.user == .system)
      #expect(record.resource.description == "PROMPT#7")
      #expect((start...Timestamp.now).contains(record.timestamp))
      var headers: HTTPFields = [:]
      headers.set("X-User-ID", "ann@example.org")
      let other = try await client.store(body, headers: headers).historyIDs
      #expect(try await history.record(HistoryID(other[0]))?.user.id == "ann@example.org")
      #expect(try await history.statistics().total == 2)
    }
  }

  @Test("Numbers keep their digits on the way in and out")
  func numbers() async throws {
    let digits = ["0.1", "1e-130", "12345678901234567890123456789012345678", "1.0", "-0", "9.9E125", "100", "0.00"]
    try await withServer { client, _ in
      let record = #"{"operation_type":"CREATE","resource_type":"N","resource_id":"n","after_state":{"numbers":["#
      let id = try #require(try await client.store(record + digits.joined(separator: ",") + "]}}").historyIDs.first)
      let needle = "\"numbers\":[\(digits.joined(separator: ","))]"
      #expect(try await client.get("/api/history/resource/N/n").text.contains(needle))
      #expect(try await client.get("/api/history/records/\(PercentCoding.encode(id))").text.contains(needle))
    }
  }

  @Test("Secrets in records that were sent do not come back, and the innocents beside them do")
  func secrets() async throws {
    try await withServer { client, _ in
      let state =
        #"{"a":{"b":[{"password":"hunter2-secret"}],"text":"{\"api_key\":\"hunter2-secret\"}","tokenCount":42,"keyboard":"qwerty"}}"#
      let record =
        #"{"operation_type":"CREATE","resource_type":"S","resource_id":"s","metadata":{"authorization":"hunter2-secret"},"before_state":"#
      let id = try #require(try await client.store(record + state + "}").historyIDs.first)
      for path in ["resource/S/s", "resource/S/s?full=true", "recent", "records/\(PercentCoding.encode(id))"] {
        let text = try await client.get("/api/history/\(path)").text
        #expect(!text.contains("hunter2"))
        #expect(text.contains("\"tokenCount\":42") && text.contains("qwerty"))
      }
    }
  }
}
