import Annals
import AnnalsTestSupport
import HTTPTypes
import Synchronization
import Testing

@testable import AnnalsServer

/// The corpus in what a service keeps and in what was done to it, and the plans that put it back.
@Suite("Secrets, in plans", .timeLimit(.minutes(10)))
struct CorpusPlanTests {
  /// One secret of each kind, by its place in the corpus.
  private static let numbers = SecretCorpus.oneOfEachKind
  private static let hunt = SecretHunt()

  /// A service that has states with secrets, and tells them where it fails.
  private final class LooseService: Sendable {
    struct Failure: Error, CustomStringConvertible { let description: String }

    private let states = Mutex<[String: JSONObject]>([:])

    subscript(id: String) -> JSONObject? {
      get { states.withLock { $0[id] } }
      set { states.withLock { $0[id] = newValue } }
    }

    func restorer() throws -> ServiceRestorer {
      var restorer = ServiceRestorer()
      try restorer.add(
        "PROMPT", read: { [self] id in self[id] },
        write: { [self] id, state, expected in
          guard self[id] == expected else { return false }
          // Every fifth says what it was given.
          if let number = id.split(separator: "-").last.flatMap({ Int($0) }), number.isMultiple(of: 5) {
            throw Failure(description: "cannot write \(JSONWriter.text(of: state)) over \(SecretCorpus.secrets[number].text)")
          }
          states.withLock { $0[id] = state }
          return true
        },
        remove: { [self] id, expected in
          guard self[id] == expected else { return false }
          states.withLock { $0[id] = nil }
          return true
        })
      return restorer
    }
  }

  /// What was found where.
  private struct Finds {
    private(set) var places: [Int: Set<String>] = [:]
    private(set) var marks: Set<String> = []

    mutating func look(_ place: String, _ text: String) {
      for index in CorpusPlanTests.hunt.found(in: Array(text.utf8)) { places[index, default: []].insert(place) }
      if text.contains("[REDACTED]") { marks.insert(place) }
    }

    var list: String {
      places.sorted { $0.key < $1.key }.map { "\(SecretCorpus.secrets[$0.key]): \($0.value.sorted())" }.joined(separator: "\n")
    }
  }

  private static func id(_ number: Int) -> String { "p-\(number)" }

  /// A state that has a secret in all places of states.
  private static func state(_ number: Int, _ version: Int) -> JSONObject {
    var state = SecretPlaces.record(holding: SecretCorpus.secrets[number].text, number: number).before ?? [:]
    state["version"] = .number(JSONNumber(version))
    return state
  }

  /// Each resource is made by ann and deleted or changed by eve; a third of them somebody changed since.
  private func fill(_ service: LooseService, _ store: MemoryStore) async throws {
    let sanitizer = try Sanitizer()
    var records: [SanitizedRecord] = []
    for (place, number) in Self.numbers.enumerated() {
      let text = SecretCorpus.secrets[number].text
      let (first, second) = (Self.state(number, 1), Self.state(number, 2))
      func add(_ kind: OperationKind, _ user: String, _ before: JSONObject?, _ after: JSONObject?, _ id: String = Self.id(number)) throws {
        let moment = Timestamp(microseconds: 1_765_000_000_000_000 + Int64(records.count) * 1_000)
        records.append(
          sanitizer.sanitize(
            HistoryRecord(
              kind, of: try Resource("PROMPT", id), at: moment, token: .next(), by: try User(user), before: before,
              after: after, metadata: ["success": true, "reason": .string(text), "request_id": .string(text)])))
      }
      try add(.create, "ann", nil, first)
      // One whose secret stays, so that it can be put back: what is written then has the secret.
      let (good, bad): (JSONObject, JSONObject) = (["note": .string(text), "version": 1], ["note": .string(text), "version": 2])
      try add(.update, "eve", good, bad, "q-\(number)")
      service["q-\(number)"] = bad
      if place % 3 == 0 {
        try add(.delete, "eve", first, nil)
      } else {
        try add(.update, "eve", first, second)
        service[Self.id(number)] = place % 3 == 1 ? second : Self.state(number, 3)
        // Somebody whose name is a secret did it with a record.
        if place % 6 == 2 { try add(.update, User(coercing: "key/\(text)").id, second, Self.state(number, 3)) }
      }
    }
    _ = try await store.append(records)
  }

  @Test("None of the corpus is in a plan as it is kept, in an answer about it, in its pages, in its progress, or in a problem with it")
  func nowhere() async throws {
    let (service, logs) = (LooseService(), LogCollector())
    let store = MemoryStore()
    var server = KeyedServer(store: store)
    server.configuration.routes.recovery = RecoveryService(restorer: try service.restorer())
    try await fill(service, store)
    let ann = try await server.key(.operator)
    let finds = Mutex(Finds())
    let look: @Sendable (String, String) -> Void = { place, text in finds.withLock { $0.look(place, text) } }
    var configuration = server.configuration
    configuration.routes.access.authenticators = [KeyAuthenticator(keys: AccessKeys(store))]
    try await withServer(store: store, configuration: configuration, logger: logs.logger) { (client, history) async throws in
      for (choice, reason) in zip(ConflictChoice.allCases, SecretCorpus.secrets) {
        let made = try await client.plan(
          ["undo": ["user_id": "eve"], "conflict_choice": .string(choice.rawValue), "reason": .string("for \(reason.text)")], ann)
        #expect(made.status == 201, "\(made.text.prefix(300))")
        let id = try made.planID
        look("the answer to making", made.text)
        #expect(
          try await client.apply(made, ["reason": .string("for \(reason.text)"), "fields": ["x": .string(reason.text)]], ann).status == 202)
        let end = try await client.end(of: made, ann)
        // A service that fails stops the run, which says so in words of its own.
        if choice == .skip { #expect(end["state"] == "stopped" && (end["done"]?.number?.int ?? 0) > 20, "\(end)") }
        look("the progress", JSONWriter.text(of: end))
        try await lookAtPlan(id, client, ann, look)
        let plan = try #require(try await PlanShelf(store).plan(id))
        #expect(plan.steps.count == 2 * Self.numbers.count || choice != .skip)
        look("the kept plan", JSONWriter.text(of: plan.json))
      }
      for page in ["/plans", "/undo?user=eve"] { look(page, Unwrapped.page(try await client.get(page, headers: ann).text)) }
      look("the list", try await client.get("/api/history/plans", headers: ann).text)
      for number in Self.numbers where number.isMultiple(of: 6) { try await ask(SecretCorpus.secrets[number].text, client, ann, look) }
      for document in try await store.documents(beginning: "") {
        look("the document \(document.name)", String(decoding: document.content, as: UTF8.self))
      }
      for record in try await history.records(limit: 1000).records { look("a record", JSONWriter.text(of: record.json)) }
    }
    look("the log", logs.lines.joined(separator: "\n"))
    let found = finds.withLock { $0 }
    #expect(found.places.isEmpty, "\(found.list)")
    // And there was something to be found.
    for place in ["the answer to making", "the kept plan", "the page of a plan", "a plan's steps", "a record"] {
      #expect(found.marks.contains(place), "\(place)")
    }
  }

  /// Looks at all pages of a plan, over HTTP and as the dashboard shows them.
  private func lookAtPlan(_ id: String, _ client: Client, _ ann: HTTPFields, _ look: @Sendable (String, String) -> Void) async throws {
    var cursor: String?
    repeat {
      let page = try await client.get("/api/history/plans/\(id)?limit=100\(cursor.map { "&cursor=\($0)" } ?? "")", headers: ann)
      #expect(page.status == 200)
      look("a plan's steps", page.text)
      cursor = try page.nextCursor
    } while cursor != nil
    var next: String? = "/plans/\(id)"
    while let address = next {
      let page = try await client.get(address, headers: ann)
      #expect(page.status == 200)
      look("the page of a plan", Unwrapped.page(page.text))
      next = page.link(rel: "next")
    }
    look("the page of a plan", Unwrapped.page(try await client.get("/plans/\(id)?steps=conflicts", headers: ann).text))
  }

  /// Asks wrongly, with a secret wherever a request for a plan can have it.
  private func ask(_ text: String, _ client: Client, _ ann: HTTPFields, _ look: @Sendable (String, String) -> Void) async throws {
    let value = JSONValue.string(text)
    for body: JSONObject in [
      ["undo": JSONValue.object([text: 1])], ["undo": ["user_id": value]], ["undo": ["from": value]], ["undo": ["history_ids": [value]]],
      ["undo": ["plan_id": value]], ["restore": ["resource_type": "PROMPT", "resource_id": value, "at": "2025-12-16"]],
      ["restore": ["resource_type": value, "at": "2025-12-16"]], ["undo": ["user_id": "eve"], "conflict_choice": value],
      ["undo": ["user_id": "eve"], "reason": [value]], [text: 1],
    ] {
      let reply = try await client.plan(body, ann)
      // A resource that was never recorded can be asked for all the same: the plan says that nothing is known of it.
      #expect((400..<500).contains(reply.status) || body["restore"] != nil, "\(reply.status)")
      look("an answer to \(JSONWriter.text(of: body).replacing(JSONWriter.text(of: .string(text)), with: "$").prefix(60))", reply.text)
    }
    let encoded = PercentCoding.encode(text)
    for page in [
      "/undo?user=\(encoded)", "/undo?operation=\(encoded)", "/undo?from=\(encoded)", "/plans?cursor=\(encoded)", "/plans/\(encoded)",
    ] {
      let reply = try await client.get(page, headers: ann)
      // What somebody asks for stands in the form that asks further, for them alone.
      if !page.hasPrefix("/undo?user") { look("the page \(page.prefix(12))", Unwrapped.page(reply.text)) }
    }
  }
}
