import Annals
import Testing

@Suite("Scopes")
struct AccessScopeTests {
  @Test("A scope comes back from its JSON")
  func roundTrip() throws {
    let json: JSONObject = [
      "resource_types": ["A", "PROMPT"], "id_prefixes": ["p-", "é"], "users": ["ann", "ben"], "since": "2025-01-01T00:00:00.000000Z",
      "hidden_fields": ["notes", "profile.email"],
    ]
    #expect(try AccessScope(json: json).json == json)
    #expect(try AccessScope(json: [:]) == .everything)
    #expect(try AccessScope(json: ["resource_types": ["prompt"]]).resourceTypes == [ResourceType("PROMPT")])
  }

  @Test(
    "What has no meaning is refused, so that nothing that should narrow is left out",
    arguments: [
      (["types": ["A"]], "types is nothing that narrows"), (["users": "ann"], "users holds a string"), (["users": [1]], "a number"),
      (["users": []], "users is empty"), (["since": 5], "since holds a number"), (["since": "soon"], "timestamp"),
      (["id_prefixes": [""]], "0 bytes"), (["hidden_fields": ["a..b"]], "names joined by dots"), (["hidden_fields": [""]], "names joined"),
      (["resource_types": ["A#B"]], "no #"), (["users": .null], "null"),
    ] as [(JSONObject, String)])
  func refused(json: JSONObject, right: String) throws {
    let error = try #require(throws: HistoryError.self) { try AccessScope(json: json) }
    #expect(error.description.contains(right), "\(error)")
  }

  @Test("Prefixes and users are compared by bytes")
  func bytes() throws {
    let scope = try AccessScope(json: ["id_prefixes": ["caf\u{E9}"]])
    #expect(scope.contains(try Resource("A", "caf\u{E9}-1")))
    #expect(!scope.contains(try Resource("A", "cafe\u{301}-1")))
  }

  @Test("Each role has the permissions that its name promises")
  func roles() {
    #expect(Role.writer.permissions == [.record])
    #expect(Role.reader.permissions == [.read])
    #expect(Role.auditor.permissions == [.read, .export, .seeAccess])
    #expect(Role.operator.permissions == [.read, .cleanup, .restore, .handleAlerts, .seeMetrics])
    #expect(Role.monitor.permissions == [.seeMetrics])
    #expect(Role.admin.permissions == Set(Permission.allCases))
  }
}
