import Annals
import AnnalsTestSupport
import Foundation
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("What is recorded, as it is recorded")
struct LiveRecordsTests {
  @Test("Who listens hears of each operation with what a list shows of it, and of no state")
  func hears() async throws {
    try await withServer { client, _ in
      let text = try await client.events(until: "last-one") {
        try await client.store(
          promptJSON("a", ["after_state": ["hidden": "value"], "metadata": ["success": false, "error": "line\nbreak"]]))
        try await client.store(promptJSON("last-one"))
      }
      #expect(text.contains("event: record\nid: 2025-12-16T20%3A30") && text.contains("\"resource_id\":\"a\"") && !text.contains("value"))
      #expect(text.contains("\"failed\":true") && text.contains("line\\nbreak"))
    }
  }

  @Test("Who sees a part hears of that part alone, and who may see no history of nothing")
  func scopes() async throws {
    let server = KeyedServer()
    let writer = try await server.key(.writer, user: "svc")
    let reader = try await server.key(.reader, scope: ["resource_types": ["PROMPT"]])
    try await server.run { (client, _) async throws in
      let text = try await client.events([("Authorization", reader[.authorization] ?? "")], until: "last-one") {
        try await client.store(promptJSON("unseen", ["resource_type": "DRAFT"]), headers: writer)
        try await client.store(promptJSON("last-one"), headers: writer)
      }
      #expect(!text.contains("unseen") && !text.contains("access/"))
      #expect(try await client.get("/api/history/live").status == 401)
      #expect(try await client.get("/api/history/live", headers: writer).status == 403)
    }
  }

  @Test("Who comes back gets what was missed first, and nothing twice")
  func resumes() async throws {
    try await withServer { client, _ in
      let stored = try await client.store(
        "[\(promptJSON("a", ["timestamp": "2025-12-16T20:30:01Z"])),\(promptJSON("b", ["timestamp": "2025-12-16T20:30:02Z"]))]")
      let text = try await client.events([("Last-Event-ID", PercentCoding.encode(stored.historyIDs[0]))], until: "last-one") {
        try await client.store(promptJSON("last-one"))
      }
      #expect(text.components(separatedBy: "\"resource_id\":\"b\"").count == 2 && !text.contains("\"resource_id\":\"a\""))
    }
  }

  @Test("No more listen than there are places, and who goes leaves theirs")
  func places() {
    let clients = LiveClients()
    var seats = (0..<LiveClients.limit).map { _ in clients.seat() }
    #expect(!seats.contains { $0 == nil } && clients.seat() == nil)
    seats[0] = nil
    #expect(clients.seat() != nil)
  }
}
