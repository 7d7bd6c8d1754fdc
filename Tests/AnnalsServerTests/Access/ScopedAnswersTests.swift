import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

/// A scope, what lies in it, and what does not.
struct ScopeCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let scope: JSONObject
  let put: @Sendable (KeyedServer) async throws -> Void
  let putOutside: @Sendable (KeyedServer) async throws -> Void

  static let all: [ScopeCase] = [
    ScopeCase(testDescription: "types", scope: ["resource_types": ["PROMPT"]]) { server in
      try await server.put([("PROMPT", "p-1"), ("PROMPT", "p-2")])
    } putOutside: { server in
      try await server.put([("SECRET", "s-1"), ("SECRET", "p-1"), ("OTHER", "x")])
    },
    ScopeCase(testDescription: "several types", scope: ["resource_types": ["PROMPT", "DRAFT"]]) { server in
      try await server.put([("PROMPT", "p-1"), ("DRAFT", "p-1"), ("PROMPT", "p-2")])
    } putOutside: { server in
      try await server.put([("SECRET", "s-1"), ("SECRET", "p-1")])
    },
    ScopeCase(testDescription: "prefixes", scope: ["id_prefixes": ["p-"]]) { server in
      try await server.put([("PROMPT", "p-1"), ("SECRET", "p-2")])
    } putOutside: { server in
      try await server.put([("PROMPT", "q-1"), ("SECRET", "s-1"), ("OTHER", "P-1")])
    },
    ScopeCase(testDescription: "users", scope: ["users": ["ann"]]) { server in
      try await server.put([("PROMPT", "p-1"), ("PROMPT", "p-2")], user: "ann")
    } putOutside: { server in
      try await server.put([("PROMPT", "p-1"), ("SECRET", "s-1")], user: "ben", day: 20_001)
    },
    ScopeCase(testDescription: "since", scope: ["since": "2024-10-04T00:00:00Z"]) { server in
      try await server.put([("PROMPT", "p-1"), ("PROMPT", "p-2")])
    } putOutside: { server in
      try await server.put([("PROMPT", "p-1"), ("SECRET", "s-1")], day: 19_999)
    },
    ScopeCase(testDescription: "types and users", scope: ["resource_types": ["PROMPT"], "users": ["ann", "eve"]]) { server in
      try await server.put([("PROMPT", "p-1")], user: "eve")
    } putOutside: { server in
      try await server.put([("PROMPT", "p-1")], user: "ben", day: 20_001)
      try await server.put([("SECRET", "s-1")], user: "ann")
    },
    ScopeCase(testDescription: "no scope, but looks", scope: [:]) { server in
      try await server.put([("PROMPT", "p-1")])
    } putOutside: { server in
      try await server.put([("HISTORY", "access/resource/PROMPT/p-1"), ("HISTORY", "access/recent")], user: "ben")
    },
  ]
}

@Suite("Answers within a scope")
struct ScopedAnswersTests {
  /// Every question with parameters that narrow it, made from the endpoints.
  private static func questions() -> [String] {
    let ids = ["p-1", "p-2", "s-1", "q-1", "x", "none", "access%2Frecent", "access%2Fresource%2FPROMPT%2Fp-1"]
    let types = ["PROMPT", "SECRET", "OTHER", "DRAFT", "HISTORY", "NONE"]
    let moments = ["2024-10-03T12:00:00Z", "2024-10-04T00:00:00Z", "2024-10-09"]
    var questions: [String] = []
    // What is told live does not end by itself, and has a test of its own.
    for endpoint in Endpoint.allCases where endpoint.method == .get && endpoint.rule == .permitted(.read) && endpoint != .live {
      let root = "/api/history" + endpoint.fixedPath
      let paths: [String] =
        switch endpoint {
        case .resourceHistory: types.flatMap { type in ids.map { "\(root)\(type)/\($0)" } }
        case .record:
          ids.flatMap { id in
            ["2024-10-04T00:00:00.000000Z", "2024-10-04T00:00:01.000000Z", "2024-10-05T00:00:00.000000Z", "2024-10-03T00:00:00.000000Z"]
              .map { "\(root)\($0)%23UPDATE%23\(id)%23T" }
          }
        case .stateAsOf: types.flatMap { type in ids.flatMap { id in moments.map { "\(root)\(type)/\(id)?at=\($0)" } } }
        case .statesAsOf: types.flatMap { type in moments.map { "\(root)\(type)?absent=true&at=\($0)" } }
        default: [root]
        }
      let values: [String: [String]] = [
        "resource_type": types, "user_id": ["ann", "ben", "eve"], "operation_type": ["UPDATE"], "success": ["true"], "full": ["true"],
        "limit": ["1"], "from": ["2024-10-05"], "to": ["2024-10-04"],
      ]
      // Of many paths few parameters are enough.
      let isOne = endpoint == .resourceHistory || endpoint == .record
      if endpoint == .stateAsOf || endpoint == .statesAsOf {
        questions += paths
        continue
      }
      let parameters = endpoint.parameters.filter { !isOne || ["full", "limit"].contains($0.name) }
      questions += paths.flatMap { path in
        [path] + parameters.flatMap { parameter in (values[parameter.name] ?? []).map { "\(path)?\(parameter.name)=\($0)" } }
      }
    }
    return questions
  }

  /// What a reader learns of an answer: all of it, but for what is new each time.
  private static func learned(_ reply: Reply) throws -> [String] {
    var json = try reply.json
    if let cursor = json["next_cursor"]?.string { json["next_cursor"] = .string("a cursor of \(cursor.utf8.count) characters") }
    var headers = reply.headers
    for name in ["Date", "X-Request-ID", "Content-Length"] { headers.set(name, "") }
    return ["\(reply.status)", JSONWriter.text(of: json)] + headers.map { "\($0.name): \($0.value)" }.sorted()
  }

  private static func answers(_ server: KeyedServer, _ scope: JSONObject) async throws -> [String: [String]] {
    let headers = try await server.key(.reader, scope: scope)
    return try await withValue { box in
      try await server.run { (client, _) async throws in
        var answers: [String: [String]] = [:]
        for question in questions() { answers[question] = try learned(try await client.get(question, headers: headers)) }
        box.set(answers)
      }
    }
  }

  @Test("What lies outside a scope changes no answer: no list, record, count, cursor, header or error", arguments: ScopeCase.all)
  func nothing(scope: ScopeCase) async throws {
    let (without, with) = (KeyedServer(), KeyedServer())
    for server in [without, with] { try await scope.put(server) }
    try await scope.putOutside(with)
    let (expected, found) = (try await Self.answers(without, scope.scope), try await Self.answers(with, scope.scope))
    #expect(expected.count > 100)
    for (question, answer) in expected { #expect(found[question] == answer, "\(question)") }
    // And what lies in it is there.
    #expect(expected["/api/history/resource/PROMPT/p-1"]?[1].contains("history_id") == true)
  }

  @Test("A record outside the scope is not found, in the words of one that never was")
  func words() async throws {
    let server = KeyedServer()
    try await server.put([("SECRET", "s-1")])
    let headers = try await server.key(.reader, scope: ["resource_types": ["PROMPT"]])
    try await server.run { (client, _) async throws in
      let there = try await client.get("/api/history/records/2024-10-04T00:00:00.000000Z%23UPDATE%23s-1%23T", headers: headers)
      let never = try await client.get("/api/history/records/2024-10-04T00:00:00.000000Z%23UPDATE%23s-2%23T", headers: headers)
      #expect(there.status == 404 && never.status == 404)
      #expect(there.text.replacing("s-1", with: "s-2") == never.text)
    }
  }

  @Test("The cursor of one who sees more gives nothing to one who sees less")
  func cursors() async throws {
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1"), ("SECRET", "s-1"), ("SECRET", "s-2"), ("PROMPT", "p-2")])
    let (all, some) = (try await server.key(.reader), try await server.key(.reader, user: "ben", scope: ["resource_types": ["PROMPT"]]))
    try await server.run { (client, _) async throws in
      let theirs = try #require(try await client.get("/api/history/recent?limit=2", headers: all).nextCursor)
      let refused = try await client.get("/api/history/recent?cursor=\(theirs)", headers: some)
      #expect(refused.status == 400)
      #expect(try refused.code == "invalid_cursor")
      let place = try Resource("SECRET", "s-1")
      let key = SortKey(timestamp: Timestamp(microseconds: 20_000 * 86_400_000_000 + 1_000_000), kind: .update, token: try RecordToken("T"))
      let plain = Cursor(after: RecordPosition(key: key, resource: place))
      let page = try await client.get("/api/history/recent?cursor=\(plain)", headers: some)
      #expect(try page.records.map(\.resource.id) == ["p-1"])
      // Page after page, one record each, what is seen is all and only what the scope holds.
      var ids: [String] = []
      var cursor: String?
      repeat {
        let next = try await client.get("/api/history/recent?limit=1\(cursor.map { "&cursor=\($0)" } ?? "")", headers: some)
        ids += try next.records.map(\.resource.id)
        cursor = try next.nextCursor
      } while cursor != nil
      #expect(ids == ["p-2", "p-1"])
    }
  }

  @Test("Hidden fields of a key and of a role are in no answer; who has a role that sees them does")
  func hiddenFields() async throws {
    var server = KeyedServer()
    server.configuration.routes.access.hiddenFields = [.reader: ["profile.email"]]
    try await server.put([("PROMPT", "p-1")], state: ["profile": ["email": "ann@example.org", "name": "Ann"], "notes": "private-notes"])
    let reader = try await server.key(.reader, scope: ["hidden_fields": ["notes"]])
    let both = try await server.key(.reader, .operator)
    let questions = ["recent", "recent?full=true", "resource/PROMPT/p-1", "records/2024-10-04T00:00:00.000000Z%23UPDATE%23p-1%23T"]
    try await server.run { (client, _) async throws in
      for question in questions {
        let text = try await client.get("/api/history/\(question)", headers: reader).text
        #expect(text.contains("\"Ann\"") && !text.contains("example.org") && !text.contains("private-notes"), "\(text)")
        #expect(try await client.get("/api/history/\(question)", headers: both).text.contains("example.org"))
      }
    }
  }
}
