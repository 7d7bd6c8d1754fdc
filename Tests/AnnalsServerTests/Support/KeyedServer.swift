import Annals
import AnnalsTestSupport
import HTTPTypes

@testable import AnnalsServer

/// A server that lets in who has a key of its store.
struct KeyedServer: Sendable {
  var store: any HistoryStore = MemoryStore()
  var configuration = HistoryServerConfiguration()

  /// A key for one role and scope, as headers.
  func key(_ roles: Role..., user: String = "ann", scope: JSONObject = [:]) async throws -> HTTPFields {
    let made = try await AccessKeys(store).make(for: User(user), roles: Set(roles), scope: AccessScope(json: scope))
    return [.authorization: "Bearer \(made.text)"]
  }

  /// Runs a test against it.
  func run(_ body: @escaping @Sendable (Client, HistoryService) async throws -> Void) async throws {
    var configuration = configuration
    configuration.routes.access.authenticators = [KeyAuthenticator(keys: AccessKeys(store))]
    try await withServer(store: store, configuration: configuration, body)
  }

  /// Puts records of these resources into the store, a second apart, by one user.
  func put(_ resources: [(type: String, id: String)], user: String = "ann", day: Int64 = 20_000, state: JSONObject = ["n": 1]) async throws
  {
    let records = try resources.enumerated().map { index, resource in
      HistoryRecord(
        .update, of: try Resource(resource.type, resource.id),
        at: Timestamp(microseconds: day * 86_400_000_000 + Int64(index) * 1_000_000), token: try RecordToken("T"), by: try User(user),
        before: state, after: state, metadata: ["success": true])
    }
    _ = try await store.append(records.map { SanitizedRecord($0) })
  }
}

extension HistoryService {
  /// The records of access, oldest first, once all are stored.
  func looks() async throws -> [HistoryRecord] {
    try await flush()
    return try await records(matching: RecordFilter(resourceType: .history), limit: 1000).records.filter(\.resource.isAccess).reversed()
  }
}
