/// Clean-ups that need two: asked for by one, approved by another within a day, and carried out exactly as they were asked for.
package struct Approvals: Sendable {
  private let store: any DocumentStore
  private let now: @Sendable () -> Timestamp
  private static let folder = "approvals/"

  /// The requests in a store.
  package init(_ store: any DocumentStore, now: @escaping @Sendable () -> Timestamp = { .now }) {
    self.store = store
    self.now = now
  }

  /// Keeps a request for another to approve. Throws what the store throws.
  package func request(
    _ scope: CleanupScope, days: Int, agreedRemoval: Int? = nil, by user: User
  ) async throws -> CleanupRequest {
    try await removeExpired()
    let id = RecordToken.next().description.lowercased()
    let request = CleanupRequest(id: id, scope: scope, days: days, agreedRemoval: agreedRemoval, requester: user, requested: now())
    guard try await store.put(Self.content(request), as: Self.name(id), replacing: 0) else {
      throw HistoryError(.storeUnavailable, "another request got the same id: ask again")
    }
    return request
  }

  /// The requests of the last day, the oldest first.
  package func all() async throws -> [CleanupRequest] {
    let moment = now()
    return try await store.documents(beginning: Self.folder).map { try CleanupRequest(document: $0) }
      .filter { moment < $0.expires }.sorted { ($0.requested, $0.id) < ($1.requested, $1.id) }
  }

  /// Approves a request, to be carried out now; `nil` where there is none of this id, or its day is over.
  ///
  /// Throws `forbidden` where the user is who asked, or where it was carried out already.
  package func approve(_ id: String, by user: User) async throws -> CleanupRequest? {
    let moment = now()
    return try await change(id) { request throws(HistoryError) in
      guard request.requester != user else {
        throw HistoryError(.forbidden, "who asks for a clean-up cannot approve it: another user has to")
      }
      guard request.state != .done else { throw HistoryError(.forbidden, "the clean-up was carried out already: ask for a new one") }
      request.state = .approved
      request.approver = user
      request.approved = moment
    }
  }

  /// Notes that a request was carried out.
  package func finish(_ id: String) async throws {
    _ = try await change(id) { request throws(HistoryError) in request.state = .done }
  }

  private func change(_ id: String, _ body: (inout CleanupRequest) throws(HistoryError) -> Void) async throws -> CleanupRequest? {
    guard let name = try? Self.name(id) else { return nil }
    while let document = try await store.document(name) {
      var request = try CleanupRequest(document: document)
      guard now() < request.expires else { return nil }
      try body(&request)
      if try await store.put(Self.content(request), as: name, replacing: document.version) { return request }
    }
    return nil
  }

  private func removeExpired() async throws {
    let moment = now()
    for document in try await store.documents(beginning: Self.folder) where try CleanupRequest(document: document).expires < moment {
      _ = try await store.remove(document.name, version: document.version)
    }
  }

  private static func content(_ request: CleanupRequest) -> [UInt8] { Array(JSONWriter.text(of: request.json).utf8) }

  private static func name(_ id: String) throws(HistoryError) -> DocumentName { try DocumentName(folder + id) }
}
