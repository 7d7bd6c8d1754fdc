/// A restorer of closures, for services that keep their data elsewhere than in DynamoDB tables.
///
/// ```swift
/// var restorer = ServiceRestorer()
/// try restorer.add(
///   "PROMPT",
///   read: { id in try await database.prompt(id)?.json },
///   write: { id, state, expected in try await database.put(id, state, ifStill: expected) },
///   remove: { id, expected in try await database.remove(id, ifStill: expected) })
/// ```
public struct ServiceRestorer: Restorer {
  /// What is known of a type.
  private struct Service: Sendable {
    let read: @Sendable (String) async throws -> JSONObject?
    let write: @Sendable (String, JSONObject, JSONObject?) async throws -> Bool
    let remove: @Sendable (String, JSONObject) async throws -> Bool
    let references: @Sendable (String, JSONObject) -> [Resource]
    let leftAlone: Set<String>
  }

  private static let concurrency = 16
  private var services: [ResourceType: Service] = [:]

  /// A restorer of no type.
  public init() {}

  /// Adds a type, or takes the place of what was added for it.
  ///
  /// - Parameters:
  ///   - type: The resources' type.
  ///   - leftAlone: Members of states that are neither compared nor changed.
  ///   - references: The resources that a state refers to. Default: none.
  ///   - read: The present state of an id; `nil` where there is none.
  ///   - write: Puts a state in place of the expected one (`nil`: of none); `false`, with nothing changed, where another is there by now.
  ///   - remove: Removes what has the expected state; `false`, with nothing changed, where it is another by now.
  /// - Throws: `invalidResourceType`.
  public mutating func add(
    _ type: String, leftAlone: Set<String> = [],
    references: @escaping @Sendable (_ id: String, _ state: JSONObject) -> [Resource] = { _, _ in [] },
    read: @escaping @Sendable (_ id: String) async throws -> JSONObject?,
    write: @escaping @Sendable (_ id: String, _ state: JSONObject, _ expected: JSONObject?) async throws -> Bool,
    remove: @escaping @Sendable (_ id: String, _ expected: JSONObject) async throws -> Bool
  ) throws(HistoryError) {
    services[try ResourceType(type)] = Service(
      read: read, write: write, remove: remove, references: references, leftAlone: leftAlone)
  }

  /// Whether the type was added.
  public func covers(_ type: ResourceType) -> Bool { services[type] != nil }

  /// What was added for the type.
  public func fieldsLeftAlone(of type: ResourceType) -> Set<String> { services[type]?.leftAlone ?? [] }

  /// What the type's closure says.
  public func references(of resource: Resource, in state: JSONObject) -> [Resource] {
    services[resource.type]?.references(resource.id, state) ?? []
  }

  /// The states that the types' closures give.
  public func presentStates(of resources: [Resource]) async throws -> [Resource: PresentState] {
    let states = try await concurrently(resources, limit: Self.concurrency) { resource in
      (resource, try await services[resource.type]?.read(resource.id))
    }
    return states.reduce(into: [:]) { found, entry in
      guard let state = entry.1 else { return }
      let compared = StateMatch(ignoring: fieldsLeftAlone(of: entry.0.type)).compared(state)
      found[entry.0] = PresentState(state, digest: TextDigest(of: JSONWriter.text(of: compared)))
    }
  }

  /// Asks the type's closure.
  public func carryOut(_ change: RestoreChange) async throws -> RestoreOutcome {
    guard let service = services[change.resource.type] else {
      return .refused("nothing says how to put back the type \(change.resource.type)")
    }
    let id = change.resource.id
    let isDone: Bool
    switch (change.target, change.present) {
    case (let target?, let present): isDone = try await service.write(id, target, present?.state)
    case (nil, let present?): isDone = try await service.remove(id, present.state)
    case (nil, nil): isDone = true
    }
    return isDone ? .done() : .moved
  }
}
