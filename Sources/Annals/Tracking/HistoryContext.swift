public import ServiceContextModule

/// Who acts and why, carried by the task through its children and into each record.
public struct HistoryContext: Hashable, Sendable {
  /// Who acts; `user_id` of the record.
  public var user: String?
  /// The request that this happens for; `metadata.request_id`.
  public var requestID: String?
  /// Why; `metadata.reason`.
  public var reason: String?
  /// What else should be searchable; `metadata.tags`.
  public var tags: [String: String]

  /// A context of what is given.
  public init(user: String? = nil, requestID: String? = nil, reason: String? = nil, tags: [String: String] = [:]) {
    self.user = user
    self.requestID = requestID
    self.reason = reason
    self.tags = tags
  }

  /// This context over another: what this one does not say, the other does; tags are joined.
  public func merged(over outer: HistoryContext?) -> HistoryContext {
    guard let outer else { return self }
    return HistoryContext(
      user: user ?? outer.user, requestID: requestID ?? outer.requestID, reason: reason ?? outer.reason,
      tags: outer.tags.merging(tags) { _, inner in inner })
  }

  /// What goes into a record's metadata.
  package var metadata: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = []
    if let requestID { members.append(("request_id", .string(requestID))) }
    if let reason { members.append(("reason", .string(reason))) }
    if !tags.isEmpty { members.append(("tags", .object(JSONObject(tags.map { ($0.key, .string($0.value)) })))) }
    return members
  }
}

private enum HistoryContextKey: ServiceContextKey {
  typealias Value = HistoryContext
  static let nameOverride: String? = "annals-history"
}

extension ServiceContext {
  /// Who acts and why, for the history.
  public var history: HistoryContext? {
    get { self[HistoryContextKey.self] }
    set { self[HistoryContextKey.self] = newValue }
  }
}

/// Runs the body, and what it starts as child tasks, with this user, request, reason and tags; what is not given stays as it was outside.
public func withHistoryContext<Value, Failure: Error>(
  user: String? = nil, requestID: String? = nil, reason: String? = nil, tags: [String: String] = [:], _ body: () throws(Failure) -> Value
) throws(Failure) -> Value {
  let context = innerContext(HistoryContext(user: user, requestID: requestID, reason: reason, tags: tags))
  let result: Result<Value, Failure> = ServiceContext.$current.withValue(context) {
    do throws(Failure) { return .success(try body()) } catch { return .failure(error) }
  }
  return try result.get()
}

/// Runs the body, and what it starts as child tasks, with this user, request, reason and tags; what is not given stays as it was outside.
public func withHistoryContext<Value, Failure: Error>(
  user: String? = nil, requestID: String? = nil, reason: String? = nil, tags: [String: String] = [:],
  isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
  let context = innerContext(HistoryContext(user: user, requestID: requestID, reason: reason, tags: tags))
  let result: Result<Value, Failure> = await ServiceContext.$current.withValue(context) {
    do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
  }
  return try result.get()
}

private func innerContext(_ inner: HistoryContext) -> ServiceContext {
  var context = ServiceContext.current ?? .topLevel
  context.history = inner.merged(over: context.history)
  return context
}
