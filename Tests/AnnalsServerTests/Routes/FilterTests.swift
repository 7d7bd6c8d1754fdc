import Annals
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Filters and parameters")
struct FilterTests {
  private static let moments = [
    "2025-01-01T00:00:00Z", "2025-01-01T23:59:59.999999Z", "2025-01-02T00:00:00Z", "2025-01-03T12:00:00.000001Z",
  ]

  private static var records: String {
    let changes: [JSONObject] = [
      [
        "resource_id": "a", "user_id": "ann+x@example.org", "operation_type": "CREATE",
        "metadata": ["request_id": "r-1", "trace_id": "t-1"],
      ],
      ["resource_id": "a", "user_id": "Bob Smith", "operation_type": "UPDATE", "metadata": ["success": false]],
      [
        "resource_id": "b", "user_id": "ann+x@example.org", "operation_type": "READ", "metadata": ["request_id": "r-1", "trace_id": "t-2"],
      ],
      ["resource_type": "PROPOSAL", "resource_id": "a", "user_id": "Bob Smith", "operation_type": "DELETE"],
    ]
    return zip(changes, moments).map { change, moment in
      var change = change
      change["timestamp"] = .string(moment)
      return promptJSON("", change)
    }.joined(separator: "\n")
  }

  /// What a list of the four records answers, by their places in the body, newest first.
  private func places(_ uri: String) async throws -> [Int] {
    try await withValue { found in
      try await withServer { client, _ in
        let ids = try await client.store(Self.records, headers: [.contentType: "application/x-ndjson"]).historyIDs
        let reply = try await client.get(uri)
        #expect(reply.status == 200, "\(reply.text)")
        found.set(try reply.records.compactMap { record in ids.firstIndex(of: record.id.description) })
      }
    }
  }

  @Test(
    "Recent operations are narrowed by each filter",
    arguments: [
      ("", [3, 2, 1, 0]), ("?resource_type=prompt", [2, 1, 0]), ("?resource_type=NONE", []), ("?operation_type=delete", [3]),
      ("?user_id=ann%2Bx%40example.org", [2, 0]), ("?user_id=Bob+Smith", [3, 1]), ("?user_id=Bob%20Smith", [3, 1]),
      ("?success=true", [3, 2, 0]), ("?success=false", [1]), ("?from=2025-01-02", [3, 2]), ("?to=2025-01-02", [1, 0]),
      ("?from=2025-01-01T23:59:59.999999Z&to=2025-01-03T12:00:00.000001Z", [2, 1]),
      ("?from=2025-01-02T01:00:00%2B01:00", [3, 2]), ("?from=2025-01-02T01:00:00+01:00", [3, 2]),
      ("?from=2025-01-02T01:00:00+0100", [3, 2]),
      ("?limit=2", [3, 2]), ("?limit=1000&full=true", [3, 2, 1, 0]), ("?resource_type=PROMPT&success=true&user_id=Bob+Smith", []),
      ("?&", [3, 2, 1, 0]), ("?request_id=r-1", [2, 0]), ("?trace_id=t-1", [0]), ("?trace_id=t", []), ("?trace_id=T-1", []),
      ("?request_id=r-1&trace_id=t-2", [2]), ("?request_id=r-1&full=true&limit=1", [2]), ("?trace_id=t-2&to=2025-01-02", []),
    ] as [(String, [Int])])
  func recent(query: String, expected: [Int]) async throws {
    #expect(try await places("/api/history/recent\(query)") == expected)
  }

  @Test(
    "A resource's history is narrowed by each filter",
    arguments: [
      ("", [1, 0]), ("?operation_type=CREATE", [0]), ("?user_id=Bob+Smith", [1]), ("?success=false", [1]), ("?success=true", [0]),
      ("?from=2025-01-01T00:00:00.000001Z", [1]), ("?to=2025-01-01T23:59:59Z", [0]), ("?limit=1", [1]),
    ] as [(String, [Int])])
  func resource(query: String, expected: [Int]) async throws {
    #expect(try await places("/api/history/resource/PROMPT/a\(query)") == expected)
  }

  private static let refusals: [(query: String, code: String, parameter: String)] = [
    ("limit=0", "invalid_limit", "limit"), ("limit=1001", "invalid_limit", "limit"), ("limit=-1", "invalid_limit", "limit"),
    ("limit=ten", "invalid_limit", "limit"), ("limit=1.0", "invalid_limit", "limit"), ("limit=%2B5", "invalid_limit", "limit"),
    ("limit=99999999999999999999", "invalid_limit", "limit"), ("limit=", "invalid_parameter", "limit"),
    ("limit", "invalid_parameter", "limit"),
    ("limit=5&limit=5", "repeated_parameter", "limit"), ("cursor=abc", "invalid_cursor", "cursor"),
    ("cursor=%F0%9F%98%80", "invalid_cursor", "cursor"),
    ("full=yes", "invalid_filter", "full"), ("full=TRUE", "invalid_filter", "full"), ("success=1", "invalid_filter", "success"),
    ("operation_type=DROP", "invalid_operation", "operation_type"), ("user_id=%00", "invalid_user", "user_id"),
    ("user_id=\(String(repeating: "u", count: 257))", "invalid_user", "user_id"), ("user_id=%ff", "invalid_parameter", "user_id"),
    ("user_id=%4", "invalid_parameter", "user_id"), ("from=yesterday", "invalid_timestamp", "from"),
    ("from=2025-02-30", "invalid_timestamp", "from"),
    ("to=2025-12-16T25:00:00Z", "invalid_timestamp", "to"), ("from=2025-01-02&to=2025-01-02", "invalid_filter", "to"),
    ("from=2025-01-02&to=2025-01-01", "invalid_filter", "to"), ("colour=red", "unknown_parameter", "colour"),
    ("Limit=5", "unknown_parameter", "Limit"),
    ("=5", "unknown_parameter", ""),
  ]

  @Test("A parameter that cannot be used is refused by name, with what would be right", arguments: refusals.map(\.query))
  func refused(query: String) async throws {
    let (_, code, parameter) = try #require(Self.refusals.first { $0.query == query })
    try await withServer { client, _ in
      for path in ["/api/history/recent", "/api/history/resource/PROMPT/a"] {
        let reply = try await client.get("\(path)?\(query)")
        #expect(reply.status == 400)
        #expect(try reply.code == code)
        #expect(try reply.parameter == parameter)
        #expect(try reply.json["expected"]?.string?.isEmpty == false)
        #expect(try reply.json["value"]?.string?.count ?? 0 <= 100)
      }
    }
  }

  @Test("A request or a trace has one to 256 characters", arguments: ["request_id", "trace_id"])
  func causes(name: String) async throws {
    try await withServer { (client, _) async throws in
      #expect(try await client.get("/api/history/recent?\(name)=\(String(repeating: "%F0%9F%98%80", count: 256))").status == 200)
      for (value, code) in [("", "invalid_parameter"), (String(repeating: "t", count: 257), "invalid_filter")] {
        let reply = try await client.get("/api/history/recent?\(name)=\(value)")
        #expect(reply.status == 400)
        #expect(try reply.code == code)
        #expect(try reply.parameter == name)
        #expect(try reply.json["expected"] == "1 to 256 characters")
      }
    }
  }

  @Test("An unknown parameter's problem names those that are known, and does not repeat its value")
  func unknown() async throws {
    try await withServer { (client, _) async throws in
      let reply = try await client.get("/api/history/resource/PROMPT/a?resource_type=X&token=hunter2")
      #expect(reply.status == 400)
      #expect(try reply.parameter == "resource_type")
      #expect(try reply.detail.contains("limit, cursor, full, operation_type, user_id, success, from, to"))
      let other = try await client.get("/api/history/recent?token=hunter2")
      #expect(!other.text.contains("hunter2"))
    }
  }

  @Test("Routes without parameters refuse any", arguments: ["/healthz", "/readyz", "/openapi.json"])
  func noParameters(path: String) async throws {
    try await withServer { (client, _) async throws in
      #expect(try await client.get("\(path)?x=1").status == 400)
      #expect(try await client.get("\(path)?").status == 200)
    }
  }
}
