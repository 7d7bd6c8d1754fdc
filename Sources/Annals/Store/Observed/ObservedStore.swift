import Tracing

/// A store whose every call is timed, and counted where it fails: `annals.store.call.duration` and `annals.store.call.failures`;
/// each is a span of the process's tracer.
///
/// `annals serve` puts it in front of its store. In a service of your own:
/// ```swift
/// let history = try HistoryService(store: ObservedStore(DynamoDBStore(client: client, tableName: "history")))
/// ```
public struct ObservedStore: HistoryStore {
  /// The store that is asked.
  public let store: any HistoryStore
  private let metrics: StoreMetrics

  /// A store in front of another.
  public init(_ store: any HistoryStore) {
    self.store = store
    metrics = StoreMetrics(store: store.name)
  }

  /// The store's own name.
  public var name: String { store.name }

  private func observed<Value>(_ call: StoreCall, _ body: () async throws -> Value) async throws -> Value {
    let start = ContinuousClock.now
    do {
      // The span gets a failure's kind alone: what an engine says may hold what it was sent.
      let result: Result<Value, any Error> = await withSpan("annals.store.\(call.rawValue)", ofKind: .client) { span in
        span.attributes["annals.store"] = name
        do { return .success(try await body()) } catch {
          span.attributes["error.type"] = StoreMetrics.kind(of: error)
          span.setStatus(SpanStatus(code: .error))
          return .failure(error)
        }
      }
      let value = try result.get()
      metrics.ended(call, in: .now - start)
      return value
    } catch {
      metrics.ended(call, in: .now - start)
      metrics.failed(call, with: error)
      throw error
    }
  }

  /// Asks the store.
  public func append(_ records: [SanitizedRecord]) async throws -> Int { try await observed(.append) { try await store.append(records) } }

  /// Asks the store.
  public func records(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPage {
    try await observed(.records) { try await store.records(matching: filter, after: cursor, limit: limit) }
  }

  /// Asks the store.
  public func record(_ id: HistoryID) async throws -> HistoryRecord? { try await observed(.record) { try await store.record(id) } }

  /// Asks the store.
  public func keptTexts(_ digests: Set<TextDigest>) async throws -> [TextDigest: KeptText] {
    try await observed(.keptTexts) { try await store.keptTexts(digests) }
  }

  /// Asks the store.
  public func statistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    try await observed(.statistics) { try await store.statistics(scope) }
  }

  /// Asks the store.
  public func countedStatistics(_ scope: HistoryStatistics.Scope) async throws -> HistoryStatistics {
    try await observed(.countedStatistics) { try await store.countedStatistics(scope) }
  }

  /// Asks the store.
  public func cleanup(_ scope: CleanupScope, mode: CleanupMode) async throws -> CleanupReport {
    try await observed(.cleanup) { try await store.cleanup(scope, mode: mode) }
  }

  /// Asks the store.
  public func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] {
    try await observed(.rewrite) { try await store.rewrite(rewrites) }
  }

  /// Asks the store.
  public func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] {
    try await observed(.removeRecords) { try await store.remove(records) }
  }

  /// Asks the store.
  public func finishRewriting() async throws { try await observed(.finishRewriting) { try await store.finishRewriting() } }

  /// Asks the store.
  public func checkReadiness() async throws { try await observed(.checkReadiness) { try await store.checkReadiness() } }

  /// Asks the store.
  public func warnings() async throws -> [String] { try await observed(.warnings) { try await store.warnings() } }

  /// Asks the store.
  public func document(_ name: DocumentName) async throws -> StoredDocument? {
    try await observed(.document) { try await store.document(name) }
  }

  /// Asks the store.
  public func documents(beginning prefix: String) async throws -> [StoredDocument] {
    try await observed(.documents) { try await store.documents(beginning: prefix) }
  }

  /// Asks the store.
  public func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
    try await observed(.putDocument) { try await store.put(content, as: name, replacing: version) }
  }

  /// Asks the store.
  public func remove(_ name: DocumentName, version: Int) async throws -> Bool {
    try await observed(.removeDocument) { try await store.remove(name, version: version) }
  }
}

extension ObservedStore: RecordTextSource {
  package func recordTexts(matching filter: RecordFilter, after cursor: Cursor?, limit: Int) async throws -> RecordPageText {
    try await observed(.records) {
      guard let source = store as? any RecordTextSource else {
        return RecordPageText(try await store.records(matching: filter, after: cursor, limit: limit))
      }
      return try await source.recordTexts(matching: filter, after: cursor, limit: limit)
    }
  }
}

extension HistoryStore {
  /// The store itself, without what observes its calls.
  package var unobserved: any HistoryStore { (self as? ObservedStore)?.store ?? self }
}
