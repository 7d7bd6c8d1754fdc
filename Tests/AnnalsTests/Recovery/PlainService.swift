import AnnalsTestSupport
import Synchronization

@testable import Annals

/// A service that keeps its data in a dictionary, and its history in memory: what recovery works on in tests.
final class PlainService: Sendable {
  /// What a test lets go wrong with a write: `true` carries it out all the same.
  typealias Trouble = @Sendable (Resource) throws -> Bool

  struct Killed: Error {}

  private struct Data {
    var states: [Resource: JSONObject] = [:]
    var moment: Int64 = 1_700_000_000_000_000
    var writes = 0
    var trouble: Trouble?
  }

  private let data = Mutex(Data())
  let history: HistoryService
  let store: TroubledStore

  init(_ configuration: HistoryConfiguration = .init()) throws {
    store = TroubledStore()
    history = try HistoryService(store: store, configuration: configuration)
  }

  var states: [Resource: JSONObject] { data.withLock(\.states) }
  var writes: Int { data.withLock(\.writes) }
  /// A moment after everything so far.
  var now: Timestamp {
    data.withLock { data in
      data.moment += 1_000
      return Timestamp(microseconds: data.moment)
    }
  }

  /// Decides about each write before it: throwing means that it is not done, unless it returns first.
  func setTrouble(_ trouble: Trouble?) { data.withLock { $0.trouble = trouble } }

  // MARK: The service

  /// Changes a resource (`nil` removes it), and records it.
  @discardableResult
  func set(_ resource: Resource, _ state: JSONObject?, by user: String, metadata: JSONObject = ["success": true]) async throws
    -> HistoryRecord?
  {
    let before = data.withLock { data in
      defer { data.states[resource] = state }
      return data.states[resource]
    }
    guard before != nil || state != nil else { return nil }
    let kind: OperationKind = before == nil ? .create : state == nil ? .delete : .update
    return try await record(kind, resource, before, state, by: user, metadata)
  }

  /// Changes a resource that nobody records.
  func setSilently(_ resource: Resource, _ state: JSONObject?) { data.withLock { $0.states[resource] = state } }

  @discardableResult
  func record(
    _ kind: OperationKind, _ resource: Resource, _ before: JSONObject?, _ after: JSONObject?, by user: String,
    _ metadata: JSONObject = ["success": true]
  ) async throws -> HistoryRecord {
    let record = HistoryRecord(
      kind, of: resource, at: now, token: .next(), by: try User(user), before: before, after: after, metadata: metadata)
    _ = try await store.append([history.recorder.sanitizer.sanitize(record)])
    return record
  }

  // MARK: Recovery

  func restorer(leftAlone: Set<String> = []) throws -> ServiceRestorer {
    var restorer = ServiceRestorer()
    for type in ["PROMPT", "PROPOSAL"] {
      try restorer.add(
        type, leftAlone: leftAlone,
        references: { _, state in state["prompt_id"]?.string.flatMap { try? Resource("PROMPT", $0) }.map { [$0] } ?? [] },
        read: { [self] id in states[try Resource(type, id)] },
        write: { [self] id, state, expected in try put(try Resource(type, id), state, ifStill: expected) },
        remove: { [self] id, expected in try put(try Resource(type, id), nil, ifStill: expected) })
    }
    return restorer
  }

  private func put(_ resource: Resource, _ state: JSONObject?, ifStill expected: JSONObject?) throws -> Bool {
    let trouble = data.withLock(\.trouble)
    var failure: (any Error)?
    var isDone = true
    do { isDone = try trouble?(resource) ?? true } catch { failure = error }
    if let failure, !(failure is Killed) { throw failure }
    guard isDone else { throw HistoryError(.storeUnavailable, "the service was taken away") }
    let isSame = data.withLock { data in
      guard data.states[resource] == expected else { return false }
      data.states[resource] = state
      data.writes += 1
      return true
    }
    if let failure { throw failure }
    return isSame
  }

  func plan(
    _ subject: RecoveryRequest.Subject, by user: String = "ann", leftAlone: Set<String> = [],
    _ change: (inout RecoveryPlanner.Options) -> Void = { _ in }
  ) async throws -> RecoveryPlan {
    var options = RecoveryPlanner.Options()
    change(&options)
    let planner = RecoveryPlanner(
      history, restorer: try restorer(leftAlone: leftAlone), by: try User(user), options: options, now: { [self] in now },
      isSelectable: { _ in true })
    return try await planner.plan(RecoveryRequest(subject))
  }

  @discardableResult
  func apply(_ plan: RecoveryPlan, by user: String = "ann", leftAlone: Set<String> = [], fields: GivenFields = .init()) async throws
    -> RecoveryReport
  {
    let run = RecoveryRun(
      plan, history: history, restorer: try restorer(leftAlone: leftAlone), fields: fields, by: try User(user), now: { [self] in now })
    return try await run.run()
  }

  /// The records by which a plan was applied, the oldest first.
  func records(of plan: RecoveryPlan) async throws -> [HistoryRecord] {
    try await store.memory.all().filter { $0.metadata["plan_id"]?.string == plan.id }.reversed()
  }
}

func prompt(_ id: String) throws -> Resource { try Resource("PROMPT", id) }

extension RecoveryRequest.Subject {
  static func user(_ id: String, from: Timestamp? = nil) throws -> Self {
    .operations(RecordFilter(user: try User(id), from: from), requestID: nil, tags: [:])
  }
}

extension RecoveryPlan {
  func step(_ id: String) -> RecoveryStep? { steps.first { $0.resource.id == id } }
}
