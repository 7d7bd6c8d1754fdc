import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("The two-person rule over HTTP")
struct TwoPersonTests {
  @Test("A clean-up waits for another user, removes exactly what was asked for, and all of it is recorded")
  func two() async throws {
    var server = KeyedServer()
    server.configuration.routes.access.needsTwoForCleanup = true
    try await server.put([("PROMPT", "old")], day: 10_000)
    let (ann, again, ben, reader) = (
      try await server.key(.operator), try await server.key(.admin), try await server.key(.operator, user: "ben"),
      try await server.key(.reader, user: "eve")
    )
    try await server.run { (client, history) async throws in
      let dry = try await client.post("/api/history/cleanup?days_to_keep=90&dry_run=true", headers: ann)
      #expect(dry.status == 200)
      let asked = try await client.post("/api/history/cleanup?days_to_keep=90", headers: ann)
      #expect(asked.status == 202)
      let id = try #require(try asked.json["approval_id"]?.string)
      #expect(asked.headers[.location] == "/api/history/approvals/\(id)")
      #expect(try await history.records(of: "PROMPT", id: "old").records.count == 1)

      let own = try await client.post("/api/history/approvals/\(id)", headers: again)
      #expect(own.status == 403)
      #expect(try own.detail.contains("cannot approve it"))
      #expect(try await client.post("/api/history/approvals/\(id)", headers: reader).status == 403)
      let list = try await client.get("/api/history/approvals", headers: ben)
      #expect(try list.json["approvals"]?.array?.compactMap { $0.object?["approval_id"]?.string } == [id])

      let done = try await client.post("/api/history/approvals/\(id)", headers: ben)
      #expect(done.status == 200)
      #expect(try done.json["removed_by_type"] == ["PROMPT": 1])
      #expect(try done.json["before"] == asked.json["before"])
      #expect(try await client.post("/api/history/approvals/\(id)", headers: ben).status == 403)
      #expect(try await history.records(of: "PROMPT", id: "old").records == [])

      let looks = try await history.looks().filter { !$0.isFailed }
      #expect(
        looks.map { "\($0.operation) \($0.resource.id) \($0.user)" } == [
          "READ access/cleanup ann", "CREATE access/approvals/\(id) ann", "READ access/approvals ben", "UPDATE access/approvals/\(id) ben",
          "DELETE access/cleanup ben",
        ])
      #expect(looks.last?.metadata["removed"] == 1)
    }
  }

  @Test("Who sees a part of history removes nothing, for a clean-up takes from all of it")
  func scoped() async throws {
    let server = KeyedServer()
    try await server.put([("SECRET", "old")], day: 10_000)
    let headers = try await server.key(.operator, scope: ["resource_types": ["PROMPT"]])
    try await server.run { (client, history) async throws in
      for uri in ["cleanup?days_to_keep=90", "cleanup?days_to_keep=90&dry_run=true", "approvals/x"] {
        let reply = try await client.post("/api/history/\(uri)", headers: headers)
        #expect(reply.status == 403, "\(uri) \(reply.text)")
      }
      #expect(try await history.records(of: "SECRET", id: "old").records.count == 1)
    }
  }
}
