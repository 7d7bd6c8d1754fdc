import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Undo in the dashboard")
struct UndoPageTests {
  private func spoilt(needsTwo: Bool = false) async throws -> PromptService {
    let service = try PromptService(needsTwo: needsTwo)
    for id in ["p-1", "p-2"] { try await service.set(id, ["name": "good <b>", "version": 1], by: "ann") }
    try await service.set("p-1", nil, by: "eve")
    try await service.set("p-2", ["name": "spoilt", "version": 1], by: "eve")
    try await service.set("p-2", ["name": "spoilt", "version": 2], by: "ben")
    return service
  }

  private func with(form: String, at address: String, _ headers: HTTPFields, _ client: Client) async throws -> Reply {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await client.post(address, form, headers: headers)
  }

  @Test("From a search over a preview to the end by forms alone, and back again")
  func journey() async throws {
    let service = try await spoilt()
    let ann = try await service.key(.operator)
    try await service.run { (client, _) async throws in
      let search = try await client.get("/search?user=eve&from=2023-01-01", headers: ann)
      let link = "/undo?user=eve&amp;from=2023-01-01T00%3A00%3A00.000000Z"
      #expect(search.text.contains("<a href=\"\(link)\">Undo these…</a>"), "\(search.text)")
      let ask = try await client.get(link.replacing("&amp;", with: "&"), headers: ann)
      #expect(ask.text.contains("Show what would happen") && ask.text.contains("name=\"user\" value=\"eve\""))
      let made = try await with(form: "user=eve&conflicts=skip&together=&reason=INC-1", at: "/undo", ann, client)
      let address = try #require(made.headers[.location])
      #expect(made.status == 303 && address.hasPrefix("/plans/"))
      let shown = try await client.get(address, headers: ann)
      for text in [
        "Put back", "Left as it is", "it was changed since by ben", "“<bdi>INC-1</bdi>”", "Apply to 1 resource", "good &lt;b&gt;",
      ] { #expect(shown.text.contains(text), "\(text)") }
      #expect(!shown.text.contains("data-refresh"))
      #expect(try service["PROMPT", "p-1"] == nil)
      let hash = try #require(shown.text.firstMatch(of: /name="sha256" value="([0-9a-f]{64})"/)?.1)
      let wrong = try await with(form: "sha256=00", at: address, ann, client)
      #expect(wrong.status == 409 && wrong.text.contains("The plan is another"))
      #expect(try await with(form: "sha256=\(hash)&reason=agreed", at: address, ann, client).headers[.location] == address)
      var end = try await client.get(address, headers: ann)
      while end.text.contains("data-refresh") {
        await Task.yield()
        end = try await client.get(address, headers: ann)
      }
      #expect(end.text.contains("<h2 id=\"progress-title\">Applied</h2>") && end.text.contains("Undo this plan…"), "\(end.text)")
      #expect(try service["PROMPT", "p-1"]?["name"] == "good <b>" && service["PROMPT", "p-2"]?["version"] == 2)
      let list = try await client.get("/plans", headers: ann)
      #expect(list.text.contains("href=\"\(address)\"") && list.text.contains("applied: 1 put back"))
      let back = try await client.get("/undo?plan=\(address.dropFirst("/plans/".count))", headers: ann)
      #expect(back.status == 200)
    }
  }

  @Test("One operation, a moment and a user's page lead to it; who may not undo is not led there")
  func links() async throws {
    let service = try await spoilt()
    let (ann, reader) = (try await service.key(.operator), try await service.key(.reader, user: "eve"))
    let cut = try await service.key(.operator, user: "cut", scope: ["users": ["eve"]])
    try await service.run { (client, history) async throws in
      let record = try #require(try await history.records(of: "PROMPT", id: "p-1").records.first)
      let operation = "/operations/\(PercentCoding.encode(record.id.description))"
      let then = "/resource/PROMPT/p-1?at=\(PercentCoding.encode(record.timestamp.description))"
      let expected = [
        operation: "/undo?operation=", then: "Restore to this moment…", "/users/eve": "/undo?user=eve",
        "/search?type=PROMPT": "/undo?type=PROMPT",
      ]
      for (address, text) in expected {
        #expect(try await client.get(address, headers: ann).text.contains(text), "\(address)")
        for other in [reader, cut] { #expect(try await !client.get(address, headers: other).text.contains("/undo?"), "\(address)") }
      }
      for address in ["/search", "/search?text=good", "/search?kind=READ", "/search?user=eve&failed=true", "/search?id=p-1"] {
        #expect(try await !client.get(address, headers: ann).text.contains("/undo?"), "\(address)")
      }
      let made = try await with(
        form: "type=PROMPT&id=p-1&at=\(PercentCoding.encode(record.timestamp.advanced(byMicroseconds: -1).description))", at: "/undo", ann,
        client)
      #expect(made.status == 303, "\(made.text)")
      #expect(try await with(form: "user=nobody", at: "/undo", ann, client).status == 422)
      #expect(try await with(form: "user=eve", at: "/undo", reader, client).status == 403)
    }
  }

  @Test("What a plan cannot be asked for, as a trace, is refused rather than left out: that would undo more")
  func unknown() async throws {
    let service = try await spoilt()
    let ann = try await service.key(.operator)
    try await service.run { (client, _) async throws in
      for question in ["trace=t-1", "user=eve&trace=t-1", "user=eve&text=x", "user=eve&failed=true"] {
        #expect(try await client.get("/undo?\(question)", headers: ann).status == 400, "\(question)")
        #expect(try await with(form: question, at: "/undo", ann, client).status == 400, "\(question)")
      }
    }
  }

  @Test("A search by trace finds its operations and offers no undo of them, though it offers that of their request and user")
  func traced() async throws {
    let service = try await spoilt()
    let ann = try await service.key(.operator)
    let record = HistoryRecord(
      .delete, of: try Resource("PROMPT", "p-traced"), at: try Timestamp("2024-01-01T00:00:00Z"), token: .next(), by: try User("eve"),
      before: ["name": "good"], metadata: ["success": true, "trace_id": "t-1", "request_id": "r-1"])
    _ = try await service.store.append([SanitizedRecord(record)])
    try await service.run { (client, _) async throws in
      for question in ["trace=t-1", "user=eve&trace=t-1", "request=r-1&trace=t-1"] {
        let page = try await client.get("/search?\(question)", headers: ann).text
        #expect(page.contains("p-traced"), "\(question) finds nothing")
        #expect(!page.contains("Undo these") && !page.contains("/undo?"), "\(question)")
      }
      for (question, link) in [("request=r-1", "/undo?request=r-1\""), ("user=eve", "/undo?user=eve\"")] {
        let page = try await client.get("/search?\(question)", headers: ann).text
        #expect(page.contains("p-traced") && page.contains("<a href=\"\(link)>Undo these…</a>"), "\(question)")
      }
    }
  }

  @Test("A form that another site sends changes nothing, and where two are needed the page says so")
  func guarded() async throws {
    let service = try await spoilt(needsTwo: true)
    let (ann, ben) = (try await service.key(.operator), try await service.key(.operator, user: "ben"))
    try await service.run { (client, _) async throws in
      var foreign = ann
      foreign.set("Sec-Fetch-Site", "cross-site")
      #expect(try await with(form: "user=eve", at: "/undo", foreign, client).status == 403)
      let address = try #require(try await with(form: "user=eve", at: "/undo", ann, client).headers[.location])
      let own = try await client.get(address, headers: ann)
      #expect(own.text.contains("another user than ann has to apply it") && !own.text.contains("name=\"sha256\""))
      let other = try await client.get(address, headers: ben)
      let hash = try #require(other.text.firstMatch(of: /name="sha256" value="([0-9a-f]{64})"/)?.1)
      #expect(try await with(form: "sha256=\(hash)", at: address, foreign, client).status == 403)
      #expect(try await with(form: "sha256=\(hash)", at: address, ann, client).status == 403)
      #expect(try await with(form: "sha256=\(hash)", at: address, ben, client).status == 303)
    }
  }
}
