import Annals
import HTTPTypes
import Synchronization

@testable import AnnalsServer

/// A service that keeps prompts in a dictionary, beside a server that records what is done to them.
final class PromptService: Sendable {
  private let data = Mutex((states: [Resource: JSONObject](), count: Int64(0)))
  let server: Mutex<KeyedServer>
  let store = MemoryStore()

  init(needsTwo: Bool = false) throws {
    var keyed = KeyedServer(store: store)
    keyed.configuration.routes.access.needsTwoForCleanup = needsTwo
    server = Mutex(keyed)
    let recovery = RecoveryService(restorer: try restorer())
    server.withLock { $0.configuration.routes.recovery = recovery }
  }

  /// Runs a test against the server.
  func run(_ body: @escaping @Sendable (Client, HistoryService) async throws -> Void) async throws {
    try await server.withLock { $0 }.run(body)
  }

  func key(_ role: Role, user: String = "ann", scope: JSONObject = [:]) async throws -> HTTPFields {
    try await server.withLock { $0 }.key(role, user: user, scope: scope)
  }

  subscript(type: String, id: String) -> JSONObject? {
    get throws {
      let resource = try Resource(type, id)
      return data.withLock { $0.states[resource] }
    }
  }

  /// Changes a prompt (`nil` removes it); recorded unless it is done silently.
  func set(_ id: String, _ state: JSONObject?, by user: String, type: String = "PROMPT", silently: Bool = false) async throws {
    let resource = try Resource(type, id)
    let (before, number) = data.withLock { data in
      data.count += 1
      defer { data.states[resource] = state }
      return (data.states[resource], data.count)
    }
    guard !silently else { return }
    let kind: OperationKind = before == nil ? .create : state == nil ? .delete : .update
    let record = HistoryRecord(
      kind, of: resource, at: Timestamp(microseconds: 1_700_000_000_000_000 + number * 1_000_000), token: .next(), by: try User(user),
      before: before, after: state, metadata: ["success": true])
    _ = try await store.append([SanitizedRecord(record)])
  }

  private func restorer() throws -> ServiceRestorer {
    var restorer = ServiceRestorer()
    for type in ["PROMPT", "SECRET"] {
      try restorer.add(
        type, read: { [self] id in try self[type, id] },
        write: { [self] id, state, expected in try put(try Resource(type, id), state, ifStill: expected) },
        remove: { [self] id, expected in try put(try Resource(type, id), nil, ifStill: expected) })
    }
    return restorer
  }

  private func put(_ resource: Resource, _ state: JSONObject?, ifStill expected: JSONObject?) throws -> Bool {
    data.withLock { data in
      guard data.states[resource] == expected else { return false }
      data.states[resource] = state
      return true
    }
  }
}

extension Client {
  /// Asks for a plan.
  func plan(_ body: JSONObject, _ headers: HTTPFields = [:]) async throws -> Reply {
    try await post("\(root)/plans", JSONWriter.text(of: body), headers: headers)
  }

  /// Asks that a plan be applied as it was shown.
  func apply(_ plan: Reply, _ more: JSONObject = [:], _ headers: HTTPFields = [:]) async throws -> Reply {
    var body: JSONObject = ["sha256": try plan.json["sha256"] ?? .null]
    for member in more.members { body[member.name] = member.value }
    return try await post("\(root)/plans/\(plan.planID)/apply", JSONWriter.text(of: body), headers: headers)
  }

  /// The progress of a plan once it is complete, or was stopped.
  func end(of plan: Reply, _ headers: HTTPFields = [:]) async throws -> JSONObject {
    while true {
      let progress = try await get("\(root)/plans/\(plan.planID)/progress", headers: headers).json
      if progress["state"] == "complete" || progress["state"] == "stopped" { return progress }
      await Task.yield()
    }
  }
}

extension Reply {
  /// The id of a plan.
  var planID: String { get throws { try json["plan_id"]?.string ?? "" } }
  /// The steps of a plan by the ids of their resources.
  var steps: [String: JSONObject] {
    get throws {
      let steps = (try json["steps"]?.array ?? []).compactMap(\.object)
      return Dictionary(steps.map { ($0["resource_id"]?.string ?? "", $0) }, uniquingKeysWith: { $1 })
    }
  }
}
