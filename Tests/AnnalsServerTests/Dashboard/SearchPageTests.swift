import Annals
import AnnalsTestSupport
import Foundation
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("The search page")
struct SearchPageTests {
  private func rows(_ reply: Reply) -> Int { reply.text.components(separatedBy: "data-row").count - 1 }

  @Test("The address holds the question: what is asked is in the form, and finds what the store has")
  func question() async throws {
    try await withServer { client, _ in
      try await client.store(
        "[\(promptJSON("a", ["user_id": "ann", "metadata": ["request_id": "r-1", "trace_id": "t-1"]])),\(promptJSON("b", ["operation_type": "DELETE", "user_id": "ben", "metadata": ["success": false, "error": "It broke"]]))]"
      )
      for (question, count) in [
        ("", 2), ("type=prompt", 2), ("user=ann", 1), ("kind=delete", 1), ("failed=true", 1), ("failed=false", 1), ("id=b", 1),
        ("type=PROMPT&id=a", 1),
        ("from=2025-12-16&to=2025-12-16", 2), ("to=2025-12-15", 0), ("from=2025-12-16T20:30", 2), ("from=30m", 0), ("request=r-1", 1),
        ("trace=t-1", 1), ("trace=t-2", 0), ("request=r-1&trace=t-2", 0),
        ("text=IT+BROKE", 1),
        ("text=nowhere", 0), ("type=PROMPT&text=%25", 0),
      ] {
        let reply = try await client.get("/search?\(question)")
        #expect(reply.status == 200 && rows(reply) == count, "\(question): \(rows(reply))")
      }
      let reply = try await client.get("/search?user=ann&kind=UPDATE&from=7d")
      #expect(
        reply.text.contains("value=\"ann\"") && reply.text.contains("<option selected>UPDATE</option>")
          && reply.text.contains("value=\"7d\""))
      #expect(try await client.get("/search?text=nowhere").text.contains("No operation is like this."))
    }
  }

  @Test("What a form sends empty is taken out of the address")
  func loose() async throws {
    try await withServer { client, _ in
      let reply = try await client.get("/search?type=&user=a+b&kind=&failed=&from=&text=x%26y")
      #expect(reply.status == 303 && reply.headers[.location] == "/search?user=a%20b&text=x%26y")
    }
  }

  @Test(
    "A question that has no meaning is answered with what would be right",
    arguments: ["from=never", "kind=MOVE", "usr=ann", "from=2025-12-17&to=2025-12-16", "failed=1", "cursor=x", "type=%23"])
  func wrong(question: String) async throws {
    try await withServer { client, _ in
      let reply = try await client.get("/search?\(question)")
      #expect(reply.status == 400 && reply.text.contains("class=\"sentence\""), "\(question)")
    }
  }

  @Test("Pages follow each other without a gap, also where records have to be looked at")
  func pages() async throws {
    let server = KeyedServer()
    try await server.put((0..<130).map { ("PROMPT", "p-\($0)") })
    let ann = try await server.key(.reader)
    try await server.run { (client, _) async throws in
      for question in ["type=PROMPT", "text=p-", "user=ann&request=none"] {
        var seen: [String] = []
        var address: String? = "/search?\(question)"
        while let next = address {
          let reply = try await client.get(next, headers: ann)
          #expect(reply.status == 200)
          seen += reply.text.components(separatedBy: "class=\"res\" href=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
          address = reply.link(rel: "next")
        }
        #expect(seen.count == (question.contains("none") ? 0 : 130) && Set(seen).count == seen.count, "\(question)")
      }
    }
  }

  @Test("Looking through records stops at its limit, says so, and goes on from there")
  func bounded() async throws {
    try await withServer(store: RealHistory.store) { client, _ in
      let first = try await client.get("/search?text=there-is-no-such-text")
      #expect(first.text.contains("Nothing found so far.") && first.text.contains("5,000 records looked at"))
      #expect(first.link(rel: "next") != nil)
    }
  }
}
