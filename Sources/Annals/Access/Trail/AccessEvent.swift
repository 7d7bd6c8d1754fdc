import ServiceContextModule

/// Something that was done with history itself: a look at it, an administrative act, or one that was refused.
package struct AccessEvent: Sendable {
  /// READ for a look; CREATE, UPDATE or DELETE for an act.
  package var operation: OperationKind
  /// What it was done to: `access/…` of the type HISTORY.
  package var resource: Resource
  /// Who did it, where that is proven.
  package var principal: Principal?
  /// Who did it, where there is no principal: of a command that works on the store itself.
  package var user: User?
  /// The route or command.
  package var route: String
  /// The address that it came from.
  package var remoteAddress: String?
  /// What narrowed it.
  package var filters: JSONObject = [:]
  /// What else is known.
  package var details: JSONObject = [:]
  /// Why it was refused, or failed.
  package var failure: String?

  /// An event of what is known.
  package init(
    _ operation: OperationKind, _ resource: Resource, by principal: Principal? = nil, user: User? = nil, route: String,
    remoteAddress: String? = nil, filters: JSONObject = [:], details: JSONObject = [:], failure: String? = nil
  ) {
    self.operation = operation
    self.resource = resource
    self.principal = principal
    self.user = user
    self.route = route
    self.remoteAddress = remoteAddress
    self.filters = filters
    self.details = details
    self.failure = failure
  }

  /// The event's record, for who stores it themselves.
  package func record(at moment: Timestamp = .now) -> HistoryRecord { operation(at: moment).record() }

  func operation(at moment: Timestamp) -> CapturedOperation {
    CapturedOperation(
      kind: operation, resourceType: resource.type.name, resourceID: resource.id, timestamp: moment, number: RecordToken.nextNumber(),
      user: (principal?.user ?? user)?.id ?? Self.nobody, before: nil, after: nil, metadata: metadata, function: nil, failure: nil,
      problems: [], context: ServiceContext.current)
  }

  /// Who acts where nobody knows who it is.
  private static let nobody = "unknown"

  private var metadata: JSONObject {
    var metadata = details
    metadata["route"] = .string(route)
    metadata["remote_address"] = remoteAddress.map(JSONValue.string)
    if !filters.isEmpty { metadata["filters"] = .object(filters) }
    if let principal {
      metadata["proof"] = .string(principal.proof.rawValue)
      metadata["key_id"] = principal.keyID.map(JSONValue.string)
    }
    if let failure {
      metadata["success"] = false
      metadata["error"] = .string(failure)
    }
    return metadata
  }
}
