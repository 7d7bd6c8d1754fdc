import Annals

/// Who sent a request, and from where.
struct Visitor: Sendable {
  let principal: Principal
  /// The address that the connection comes from, where it is known: a proxy's where there is one.
  let connectionAddress: String?
  /// The address of who sent the request, where it is known.
  let remoteAddress: String?

  /// Whether it is proven who it is: then what they do with history is history too.
  var isProven: Bool { principal.proof != .none }

  /// Whose turn it is when many ask.
  var caller: String { isProven ? "user \(principal.user.id)" : "address \(remoteAddress ?? "local")" }

  /// Runs a body as the visitor: what it records without a user is theirs. Where nobody had to prove who they are, the context stays as it is.
  func acting<Value>(_ body: () async throws -> Value) async throws -> Value {
    guard isProven else { return try await body() }
    return try await withHistoryContext(user: principal.user.id) { try await body() }
  }
}
