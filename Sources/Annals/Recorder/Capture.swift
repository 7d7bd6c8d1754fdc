import ServiceContextModule

/// What a caller leaves behind in passing: an operation whose states are not encoded and whose names are not checked yet, or a whole record.
enum Capture: Sendable {
  case operation(CapturedOperation)
  case record(HistoryRecord)

  /// Whether it came as a record, with a token of its own or one that its content gives.
  var wasGiven: Bool { if case .record = self { true } else { false } }

  var timestamp: Timestamp {
    switch self {
    case .operation(let operation): operation.timestamp
    case .record(let record): record.timestamp
    }
  }

  var resourceType: String {
    switch self {
    case .operation(let operation): operation.resourceType
    case .record(let record): record.resource.type.name
    }
  }

  /// The record that this becomes.
  func record() -> HistoryRecord {
    switch self {
    case .operation(let operation): operation.record()
    case .record(let record): record
    }
  }
}

/// An operation as it was captured.
struct CapturedOperation: Sendable {
  let kind: OperationKind
  let resourceType: String
  let resourceID: String
  var timestamp: Timestamp
  /// The number of its token.
  let number: UInt64
  let user: String?
  let before: CapturedState?
  let after: CapturedState?
  var metadata: JSONObject
  let function: String?
  let failure: (any Error)?
  /// What went wrong in capturing, such as a state that could not be read.
  let problems: [String]
  /// The context of the task that did it.
  let context: ServiceContext?

  /// The record of the operation. What cannot be kept as it came is kept as well as it can be, and `metadata.capture_problems` says so: a
  /// name or a state that is not valid must not cost the record.
  func record() -> HistoryRecord {
    var problems = problems
    let context = context?.history
    let resource = resource(&problems)
    let user = user(context, &problems)
    let before = state(before, "before_state", &problems)
    let after = state(after, "after_state", &problems)
    return HistoryRecord(
      kind, of: resource, at: timestamp, token: RecordToken(number: number), by: user, before: before, after: after,
      metadata: metadata(context, TraceContext.current(in: self.context), problems))
  }

  private func resource(_ problems: inout [String]) -> Resource {
    do throws(HistoryError) {
      return try Resource(resourceType, resourceID)
    } catch {
      problems.append(error.description)
      return Resource(coercing: resourceType, resourceID)
    }
  }

  private func user(_ context: HistoryContext?, _ problems: inout [String]) -> User {
    guard let id = user ?? context?.user else { return .system }
    do throws(HistoryError) {
      return try User(id)
    } catch {
      problems.append(error.description)
      return User(coercing: id)
    }
  }

  private func state(_ state: CapturedState?, _ name: String, _ problems: inout [String]) -> JSONObject? {
    do {
      return try state?.encoded()
    } catch {
      problems.append("\(name) could not be encoded: \(type(of: error))")
      return nil
    }
  }

  private func metadata(_ context: HistoryContext?, _ trace: TraceContext?, _ problems: [String]) -> JSONObject {
    var members: [(String, JSONValue)] = (context?.metadata ?? []) + (trace?.metadata ?? [])
    if let function { members.append(("function", .string(function))) }
    members.append(contentsOf: metadata.members.lazy.map { ($0.name, $0.value) })
    if let failure {
      members.append(("success", false))
      members.append(("error", .string("\(failure)")))
      if failure is CancellationError { members.append(("cancelled", true)) }
    } else if metadata["success"] == nil {
      members.append(("success", true))
    }
    if !problems.isEmpty { members.append(("capture_problems", .array(problems.map(JSONValue.string)))) }
    return JSONObject(members)
  }
}
