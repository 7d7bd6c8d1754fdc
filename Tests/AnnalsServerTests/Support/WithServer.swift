import Annals
import AnnalsTestSupport
import Hummingbird
import HummingbirdTesting
import Logging

@testable import AnnalsServer

/// Runs a test against a whole server on a free port, with its recorder running.
func withServer(
  store: any HistoryStore = MemoryStore(), recorder: RecorderConfiguration = .fast, configuration: HistoryServerConfiguration = .init(),
  logger: Logger = LogCollector().logger, _ body: @escaping @Sendable (Client, HistoryService) async throws -> Void
) async throws {
  var options = HistoryConfiguration()
  options.recorder = recorder
  let history = try HistoryService(store: store, configuration: options, logger: logger)
  let server = HistoryServer(history: history, configuration: configuration, logger: logger)
  try await history.recording {
    try await server.application().test(.live) { http in
      try await body(Client(http: http, root: configuration.routes.rootPath), history)
    }
  }
}

extension RecorderConfiguration {
  /// Does not gather, so that tests do not wait.
  static var fast: RecorderConfiguration {
    var configuration = RecorderConfiguration()
    configuration.batchInterval = .zero
    configuration.drainLimit = .seconds(1)
    return configuration
  }
}

/// A record of a prompt as JSON text, in the shape that is posted.
func promptJSON(_ id: String = "prompt-1", _ more: JSONObject = [:]) -> String {
  var record: JSONObject = [
    "operation_type": "UPDATE", "resource_type": "PROMPT", "resource_id": .string(id), "timestamp": "2025-12-16T20:30:00.123456Z",
  ]
  for member in more.members { record[member.name] = member.value }
  return JSONWriter.text(of: record)
}

/// A store in which everything fails with one error.
struct BrokenStore: HistoryStore {
  let error: any Error
  var name: String { "broken" }

  func append(_ records: [SanitizedRecord]) async throws -> Int { throw error }
  func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage { throw error }
  func record(_ id: HistoryID) async throws -> HistoryRecord? { throw error }
  func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] { throw error }
  func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics { throw error }
  func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport { throw error }
  func checkReadiness() async throws { throw error }
  func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] { throw error }
  func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] { throw error }
  func finishRewriting() async throws { throw error }
  func document(_ name: DocumentName) async throws -> StoredDocument? { throw error }
  func documents(beginning prefix: String) async throws -> [StoredDocument] { throw error }
  func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool { throw error }
  func remove(_ name: DocumentName, version: Int) async throws -> Bool { throw error }
}
