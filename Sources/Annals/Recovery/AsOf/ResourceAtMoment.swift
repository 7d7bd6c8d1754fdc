/// A resource as it was at a moment, with what of it is not known.
public struct ResourceAtMoment: Hashable, Sendable {
  /// A field whose value history does not have.
  public struct UnknownField: Hashable, Sendable {
    /// Its place in the state, as a JSON pointer (RFC 6901).
    public let place: String
    /// Why it is not known.
    public let reason: String
  }

  /// The resource.
  public let resource: Resource
  /// The moment.
  public let moment: Timestamp
  /// What is known of it.
  public let state: ResourceState
  /// The first operation behind the moment, where its state before is another than that: in between, maybe before the moment, something
  /// changed the resource without a record.
  public let untracked: HistoryRecord?

  /// What was found of a resource.
  package init(resource: Resource, moment: Timestamp, state: ResourceState, untracked: HistoryRecord? = nil) {
    self.resource = resource
    self.moment = moment
    self.state = state
    self.untracked = untracked
  }

  /// The fields of the state that are not known: redacted ones, and those shown cut whose whole text is not kept.
  public var unknownFields: [UnknownField] {
    guard case .known(let state, let record) = state else { return [] }
    let root = record.timestamp > moment && !record.isBaseline ? "/before_state" : "/after_state"
    var fields = RedactedFields(in: state).places.map { UnknownField(place: $0, reason: "redacted") }
    for entry in TruncationList(record.metadata).entries where entry.path.hasPrefix(root) {
      fields.append(UnknownField(place: String(entry.path.dropFirst(root.count)), reason: "cut, and its whole text is not kept"))
    }
    return fields
  }

  /// The answer as JSON.
  public var json: JSONObject {
    var reason: JSONValue = .null
    if case .unknown(let sentence) = state { reason = .string(sentence) }
    return [
      "resource_type": .string(resource.type.name), "resource_id": .string(resource.id), "at": .string(moment.description),
      "status": .string(state.word), "state": state.state.map(JSONValue.object) ?? .null,
      "history_id": state.record.map { .string($0.id.description) } ?? .null, "reason": reason,
      "unknown_fields": .array(unknownFields.map { ["field": .string($0.place), "reason": .string($0.reason)] }),
      "untracked_change_before": untracked.map { .string($0.id.description) } ?? .null,
    ]
  }
}

/// The places of a state at which a secret was redacted.
struct RedactedFields {
  private(set) var places: [String] = []

  init(in state: JSONObject) { find(in: .object(state), at: "") }

  private mutating func find(in value: JSONValue, at place: String) {
    switch value {
    case .object(let object):
      for member in object.members {
        let name = member.name.replacing("~", with: "~0").replacing("/", with: "~1")
        find(in: member.value, at: "\(place)/\(name)")
      }
    case .array(let elements): for (index, element) in elements.enumerated() { find(in: element, at: "\(place)/\(index)") }
    case .string(let text): if RedactionMark.isIn(text) { places.append(place) }
    case .null, .bool, .number: break
    }
  }
}
