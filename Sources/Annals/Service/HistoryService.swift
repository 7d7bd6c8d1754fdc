public import Logging

/// Annals' face to Swift: records operations, and answers who did what, when, and what it looked like before.
///
/// Recording happens in the background: run `recorder` in your `ServiceGroup`, or wrap a script in ``recording(_:)``. Logging and tracking
/// never throw, never wait, and cost the caller about a microsecond.
///
/// ```swift
/// let history = try HistoryService(store: SQLiteStore(path: "history.sqlite"))
/// history.log(.delete, "PROMPT", id: "prompt-1.1", user: "admin@igad.org", before: prompt)
/// ```
public struct HistoryService: Sendable {
  /// Where records are kept and asked for.
  public let store: any HistoryStore
  /// What takes operations and stores them in the background; a `Service` to run in your `ServiceGroup`.
  public let recorder: HistoryRecorder

  /// A service over a store. Throws `invalidConfiguration` where an option has no meaning, `journalInUse` where another process has the journal,
  /// and `journalUnavailable` where its files cannot be used.
  public init(
    store: any HistoryStore, configuration: HistoryConfiguration = .init(), logger: Logger = Logger(label: "annals")
  ) throws(HistoryError) {
    self.store = store
    recorder = try HistoryRecorder(store: store, configuration: configuration, logger: logger)
  }

  /// A service over a recorder made before, such as one with a clock of its own.
  public init(recorder: HistoryRecorder) {
    store = recorder.store
    self.recorder = recorder
  }

  /// Records an operation that was done, or that failed.
  ///
  /// Returns at once; states are encoded, redacted and stored in the background. A name that is not valid does not cost the record: it is
  /// made valid, and `metadata.capture_problems` says so.
  ///
  /// - Parameters:
  ///   - kind: What was done.
  ///   - resourceType: The resource's type, in any case: 1 to 64 characters without `#`.
  ///   - id: The resource's id: 1 to 1,024 bytes in UTF-8.
  ///   - user: Who did it; else the context's user, else `system`.
  ///   - before: The state before; anything that encodes as an object.
  ///   - after: The state after.
  ///   - metadata: What else should be kept.
  ///   - function: The name of the function that did it; `metadata.function`.
  ///   - failure: Why the operation failed, where it did.
  public func log(
    _ kind: OperationKind, _ resourceType: String, id: String, user: String? = nil, before: (any Encodable & Sendable)? = nil,
    after: (any Encodable & Sendable)? = nil, metadata: JSONObject = [:], function: String? = nil, failure: (any Error)? = nil
  ) {
    recorder.capture(
      kind, resourceType, id: id, user: user, before: before.map { CapturedState($0) }, after: after.map { CapturedState($0) },
      metadata: metadata, function: function, failure: failure)
  }

  /// Records an operation, and waits until its record is safe: in the journal or, where there is none, in the store.
  ///
  /// Parameters are those of `log`. Throws `notSafe` where the record is lost or is not safe within the limit; it is still on its way then.
  public func logAndWait(
    _ kind: OperationKind, _ resourceType: String, id: String, user: String? = nil, before: (any Encodable & Sendable)? = nil,
    after: (any Encodable & Sendable)? = nil, metadata: JSONObject = [:], function: String? = nil, failure: (any Error)? = nil,
    within limit: Duration = .seconds(30), isolation: isolated (any Actor)? = #isolation
  ) async throws(HistoryError) {
    let captured = recorder.capture(
      kind, resourceType, id: id, user: user, before: before.map { CapturedState($0) }, after: after.map { CapturedState($0) },
      metadata: metadata, function: function, failure: failure)
    try await recorder.waitUntilSafe(captured, within: limit)
  }

  /// Waits until what was logged before is stored or given up, and throws `timedOut` when that takes longer than the limit.
  ///
  /// Throws `notRunning` when the recorder is not running and something waits to be stored.
  public func flush(within limit: Duration = .seconds(30)) async throws { try await recorder.flush(within: limit) }

  /// Runs the recorder while the body runs, then stores what it recorded: for scripts and tests, which have no `ServiceGroup`.
  public func recording<Value: Sendable>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async throws -> Value {
    try recorder.begin()
    let running = Task { await recorder.work() }
    let result: Result<Value, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    recorder.stop()
    await running.value
    return try result.get()
  }
}
