import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Pages within a scope")
struct ScopedPagesTests {
  /// What each page can be asked about what lies in the scope and outside. There is no `default`: a page without questions does not compile.
  private static func addresses(_ page: DashboardPage) -> [String] {
    let ids = ["p-1", "p-2", "s-1", "q-1", "x", "none"]
    let types = ["PROMPT", "SECRET", "OTHER", "HISTORY"]
    return switch page {
    case .overview: ["/?from=2024-10-01&to=2024-10-10", "/?range=all"] + types.map { "/?range=all&type=\($0)" }
    case .search:
      ["/search", "/search?text=1", "/search?id=p-1", "/search?from=2024-10-04&to=2024-10-05"] + types.map { "/search?type=\($0)" }
        + ["ann", "ben", "eve"].map { "/search?user=\($0)" }
    case .resource:
      types.flatMap { type in ids.flatMap { ["/resource/\(type)/\($0)", "/resource/\(type)/\($0)?from=2024-10-01&to=2024-10-09"] } }
    case .user: ["ann", "ben", "eve"].map { "/users/\($0)?range=all" }
    case .operation: ids.map { "/operations/2024-10-04T00%3A00%3A00.000000Z%23UPDATE%23\($0)%23T" }
    case .alerts: ["/alerts", "/alerts?state=open"]
    // These are for others than readers, and have tests of their own; or show no history.
    case .export, .undo, .plans, .plan, .handleAlert, .signIn, .signOut, .asset: []
    }
  }

  private static func answers(_ server: KeyedServer, _ scope: JSONObject) async throws -> [String: String] {
    let headers = try await server.key(.reader, scope: scope)
    return try await withValue { box in
      try await server.run { (client, _) async throws in
        var answers: [String: String] = [:]
        for address in DashboardPage.allCases.flatMap(Self.addresses) {
          let reply = try await client.get(address, headers: headers)
          // A cursor is sealed anew each time; its length tells nothing.
          answers[address] = "\(reply.status) " + reply.text.replacing(#/cursor=[^"&]*/#, with: "cursor")
        }
        box.set(answers)
      }
    }
  }

  @Test("What lies outside a scope changes no page", arguments: ScopeCase.all)
  func nothing(scope: ScopeCase) async throws {
    let (without, with) = (KeyedServer(), KeyedServer())
    for server in [without, with] { try await scope.put(server) }
    try await scope.putOutside(with)
    let (expected, found) = (try await Self.answers(without, scope.scope), try await Self.answers(with, scope.scope))
    for (address, answer) in expected { #expect(found[address] == answer, "\(address)") }
    #expect(expected["/search"]?.contains("p-1") == true)
  }

  @Test("An export has what lies in the scope alone, in both forms", arguments: ScopeCase.all)
  func exports(scope: ScopeCase) async throws {
    var texts: [[String]] = []
    for isWhole in [false, true] {
      let server = KeyedServer()
      try await scope.put(server)
      if isWhole { try await scope.putOutside(server) }
      let headers = try await server.key(.auditor, scope: scope.scope)
      texts.append(
        try await withValue { box in
          try await server.run { (client, _) async throws in
            var lines: [String] = []
            for format in ["ndjson", "csv"] {
              let reply = try await client.get("/export?format=\(format)", headers: headers)
              #expect(reply.status == 200)
              // An auditor sees looks, of which the test makes new ones.
              lines += reply.text.split(separator: "\n").map(String.init).filter { !$0.contains("access/") }
            }
            box.set(lines)
          }
        })
    }
    #expect(texts[0] == texts[1] && texts[0].contains { $0.contains("p-1") })
  }
}
