/// Tracking of `async` calls: the same as in `HistoryService+Track.swift`, in the caller's isolation; and where the guarantee is
/// ``RecordingGuarantee/beforeReturn(within:otherwise:journal:)``, a call returns once its record is safe.
extension HistoryService {
  /// Tracks a call on a resource whose id is known before: `history.track(.delete, "PROMPT", id: id, before: old) { … }`.
  @discardableResult
  public func track<Value, Failure: Error>(
    _ kind: OperationKind, _ resourceType: String, id: some CustomStringConvertible, user: String? = nil,
    before: (any Encodable & Sendable)? = nil, metadata: JSONObject = [:], function: String = #function,
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let id = id.description
    let operation = TrackedOperation(recorder, kind, resourceType, user: user, before: before, metadata: metadata, function: function)
    let value: Value
    do throws(Failure) {
      value = try await body()
    } catch {
      await recorder.keepGuarantee(ofFailed: operation.fail(id: id, error))
      throw error
    }
    try await recorder.keepGuarantee(of: operation.succeed(id: id), failure: Failure.self)
    return value
  }

  /// Tracks a call that returns the resource: what it returns is the state after a create or update, or before a delete.
  ///
  /// A returned value that does not encode as an object (a count, a flag, a list) is no state.
  @discardableResult
  public func track<Value: Encodable & Sendable, Failure: Error>(
    _ kind: OperationKind, _ resourceType: String, id: some CustomStringConvertible, user: String? = nil,
    before: (any Encodable & Sendable)? = nil, metadata: JSONObject = [:], function: String = #function,
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let id = id.description
    let operation = TrackedOperation(recorder, kind, resourceType, user: user, before: before, metadata: metadata, function: function)
    let value: Value
    do throws(Failure) {
      value = try await body()
    } catch {
      await recorder.keepGuarantee(ofFailed: operation.fail(id: id, error))
      throw error
    }
    try await recorder.keepGuarantee(of: operation.succeed(id: id, returned: value), failure: Failure.self)
    return value
  }

  /// Tracks a call on a resource whose state a function of the service reads: before an update or delete, after a create or update.
  ///
  /// A state that cannot be read does not stop the call; `metadata.capture_problems` says so.
  @discardableResult
  public func track<Value, ID: CustomStringConvertible & Sendable, Failure: Error>(
    _ kind: OperationKind, _ resourceType: String, id: ID, user: String? = nil, state: (ID) async throws -> (any Encodable & Sendable)?,
    metadata: JSONObject = [:], function: String = #function, isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    var operation = TrackedOperation(recorder, kind, resourceType, user: user, metadata: metadata, function: function)
    if operation.needsStateBefore {
      do { operation.before = try await state(id).map { CapturedState($0) } } catch { operation.note(error, reading: "before_state") }
    }
    let value: Value
    do throws(Failure) {
      value = try await body()
    } catch {
      await recorder.keepGuarantee(ofFailed: operation.fail(id: id.description, error))
      throw error
    }
    var after: CapturedState?
    if operation.needsStateAfter {
      do { after = try await state(id).map { CapturedState($0) } } catch { operation.note(error, reading: "after_state") }
    }
    try await recorder.keepGuarantee(of: operation.succeed(id: id.description, after: after), failure: Failure.self)
    return value
  }

  /// Tracks a call that makes a resource whose id is known only from what it returns: `history.track(.create, "PROMPT", id: \.id) { … }`.
  ///
  /// A call that fails is recorded under the id `unknown`.
  @discardableResult
  public func track<Value: Encodable & Sendable, ID: CustomStringConvertible, Failure: Error>(
    _ kind: OperationKind, _ resourceType: String, id: (Value) -> ID, user: String? = nil, metadata: JSONObject = [:],
    function: String = #function, isolation: isolated (any Actor)? = #isolation, _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let operation = TrackedOperation(recorder, kind, resourceType, user: user, metadata: metadata, function: function)
    let value: Value
    do throws(Failure) {
      value = try await body()
    } catch {
      await recorder.keepGuarantee(ofFailed: operation.fail(id: "unknown", error))
      throw error
    }
    try await recorder.keepGuarantee(of: operation.succeed(id: id(value).description, returned: value), failure: Failure.self)
    return value
  }

  /// Tracks a call that makes a resource whose id is known only from what it returns, which is not itself the state.
  ///
  /// A call that fails is recorded under the id `unknown`.
  @discardableResult
  public func track<Value, ID: CustomStringConvertible, Failure: Error>(
    _ kind: OperationKind, _ resourceType: String, id: (Value) -> ID, user: String? = nil, metadata: JSONObject = [:],
    function: String = #function, isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let operation = TrackedOperation(recorder, kind, resourceType, user: user, metadata: metadata, function: function)
    let value: Value
    do throws(Failure) {
      value = try await body()
    } catch {
      await recorder.keepGuarantee(ofFailed: operation.fail(id: "unknown", error))
      throw error
    }
    try await recorder.keepGuarantee(of: operation.succeed(id: id(value).description), failure: Failure.self)
    return value
  }
}
