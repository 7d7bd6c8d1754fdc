import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Values for redacted fields, and a limit, in the dashboard")
struct UndoFieldsTests {
  private static let secret = "sk-live-4f9Xq2LmZ81bTnRv"

  /// Eve deleted a prompt with a secret, which history redacted.
  private func spoilt() async throws -> PromptService {
    let service = try PromptService()
    try await service.set("p-1", ["name": "good", "api_key": "[REDACTED]"], by: "ann")
    try await service.set("p-1", nil, by: "eve")
    return service
  }

  private func send(_ pairs: KeyValuePairs<String, String>, to address: String, _ headers: HTTPFields, _ client: Client) async throws
    -> Reply
  {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await client.post(
      address, pairs.map { "\($0.key)=\(PercentCoding.encode($0.value))" }.joined(separator: "&"), headers: headers)
  }

  private func hash(_ page: Reply) throws -> String {
    String(try #require(page.text.firstMatch(of: /name="sha256" value="([0-9a-f]{64})"/)?.1))
  }

  @Test("A redacted field is written with the value that is given when planning and again when applying, and that is kept nowhere")
  func fields() async throws {
    let service = try await spoilt()
    let ann = try await service.key(.operator)
    let given = #"{"api_key": "\#(Self.secret)"}"#
    try await service.run { (client, history) async throws in
      let without = try #require(try await send(["user": "eve"], to: "/undo", ann, client).headers[.location])
      let held = try await client.get(without, headers: ann).text
      #expect(held.contains("history redacted /api_key") && !held.contains("name=\"fields\""))
      let asked = try await client.get("/undo?user=eve", headers: ann).text
      #expect(asked.contains("<textarea id=\"u-fields\" name=\"fields\""))
      let address = try #require(try await send(["user": "eve", "fields": given], to: "/undo", ann, client).headers[.location])
      let page = try await client.get(address, headers: ann)
      #expect(page.text.contains("<textarea id=\"p-fields\" name=\"fields\"") && !page.text.contains(Self.secret))
      let forgotten = try await send(["sha256": try hash(page)], to: address, ann, client)
      #expect(forgotten.status == 400 && forgotten.text.contains("give them again"), "\(forgotten.text)")
      #expect(try service["PROMPT", "p-1"] == nil)
      let applied = try await send(["sha256": try hash(page), "fields": given], to: address, ann, client)
      #expect(applied.status == 303, "\(applied.text)")
      while try await client.get(address, headers: ann).text.contains("data-refresh") { await Task.yield() }
      #expect(try service["PROMPT", "p-1"] == ["name": "good", "api_key": .string(Self.secret)])
      try await history.flush()
      for document in try await service.store.documents(beginning: "") {
        #expect(!String(decoding: document.content, as: UTF8.self).contains(Self.secret), "\(document.name)")
      }
      let records = try await history.records(limit: 1000).records.map { JSONWriter.text(of: $0.json) }
      #expect(!records.contains { $0.contains(Self.secret) })
    }
  }

  @Test(
    "Values that cannot be read, and a limit that is none, are refused with what would be right and without the value",
    arguments: [
      ("fields", #"{"api_key": "sk-live-4f9Xq2LmZ81bTnRv"#, "no JSON"), ("fields", "sk-live-4f9Xq2LmZ81bTnRv", "no JSON"),
      ("fields", #"["sk-live-4f9Xq2LmZ81bTnRv"]"#, "an object of fields"),
      ("fields", #""sk-live-4f9Xq2LmZ81bTnRv""#, "an object of fields"),
      ("max_wcu", "0", "1 to 1,000,000"), ("max_wcu", "-5", "1 to 1,000,000"), ("max_wcu", "many", "1 to 1,000,000"),
      ("max_wcu", "99999999999999999999", "1 to 1,000,000"), ("max_wcu", "1.5", "1 to 1,000,000"),
      ("max_wcu", "5", "no limit of write units"),
    ])
  func wrong(name: String, value: String, sentence: String) async throws {
    let service = try await spoilt()
    try await service.set("p-2", ["name": "made"], by: "eve")
    let ann = try await service.key(.operator)
    try await service.run { (client, _) async throws in
      let address = try #require(try await send(["user": "eve"], to: "/undo", ann, client).headers[.location])
      let hash = try hash(try await client.get(address, headers: ann))
      var replies = [try await send(["sha256": hash, name: value], to: address, ann, client)]
      if name == "fields" { replies.append(try await send(["user": "eve", name: value], to: "/undo", ann, client)) }
      for reply in replies {
        #expect(reply.status == 400 && reply.text.contains(sentence), "\(reply.status) \(reply.text)")
        #expect(!reply.text.contains(Self.secret))
      }
      #expect(try service["PROMPT", "p-2"] != nil)
    }
  }

  @Test("A limit of write units is handed on to what puts back")
  func limit() async throws {
    let store = MemoryStore()
    let asked = Box<Int?>()
    var server = KeyedServer(store: store)
    server.configuration.routes.recovery = RecoveryService { units in
      if let units { asked.set(units) }
      var restorer = ServiceRestorer()
      try restorer.add("PROMPT", read: { _ in ["n": 1] }, write: { _, _, _ in true }, remove: { _, _ in true })
      return restorer
    }
    let record = HistoryRecord(
      .create, of: try Resource("PROMPT", "p-1"), at: try Timestamp("2024-01-01T00:00:00Z"), token: .next(), by: try User("eve"),
      after: ["n": 1], metadata: ["success": true])
    _ = try await store.append([SanitizedRecord(record)])
    let ann = try await server.key(.operator)
    try await server.run { (client, _) async throws in
      let address = try #require(try await send(["user": "eve"], to: "/undo", ann, client).headers[.location])
      let page = try await client.get(address, headers: ann)
      #expect(page.text.contains("name=\"max_wcu\""))
      #expect(try await send(["sha256": try hash(page), "max_wcu": " 250 "], to: address, ann, client).status == 303)
      #expect(asked.current == 250)
    }
  }
}
