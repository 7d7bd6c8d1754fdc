/// What a plan does with one resource.
public struct RecoveryStep: Hashable, Sendable {
  /// What is done.
  public enum Action: String, Hashable, Sendable {
    /// The resource is written as the target has it.
    case write
    /// It is removed.
    case remove
    /// It stays as it is: it is so already, or a conflict keeps it from being put back.
    case none
  }

  /// Which resource.
  public let resource: Resource
  /// What is done.
  public internal(set) var action: Action
  /// The records of what is undone, the newest first.
  public let undoes: [HistoryID]
  /// How the resource was when the plan was made, without secrets; `nil` where it was not there.
  public let present: JSONObject?
  /// What tells the present state from every other; `nil` where the resource was not there.
  public let presentDigest: TextDigest?
  /// How it is to be, without secrets; `nil` where it is not to be there.
  public internal(set) var target: JSONObject?
  /// What is in the way. Where the action is not `none`, the plan goes over it.
  public internal(set) var conflicts: [RecoveryConflict] = []
  /// The fields that history redacted, and that keep their present value.
  public internal(set) var keptFields: [String] = []
  /// The fields whose value was given, and has to be given again when the plan is applied: it is not kept.
  public internal(set) var givenFields: [String] = []
  /// The resources of the same plan that must be put back before this one.
  public internal(set) var needs: [Resource] = []
  /// How many steps must come before this one, one after the other.
  public internal(set) var rank = 0
  /// What it costs to write, indexes left out of account.
  public internal(set) var writeUnits = 0
  /// What the record of the target tells of its types (``PresentState/types``).
  var types: JSONObject?
  /// The same of the present state.
  var presentTypes: JSONObject?
  /// What else has to be known, in a sentence each.
  public internal(set) var remarks: [String] = []

  init(
    _ resource: Resource, _ action: Action, undoes: [HistoryID] = [], present: JSONObject? = nil, presentDigest: TextDigest? = nil,
    target: JSONObject? = nil
  ) {
    self.resource = resource
    self.action = action
    self.undoes = undoes
    self.present = present
    self.presentDigest = presentDigest
    self.target = target
  }

  /// Whether something is done.
  public var isAction: Bool { action != .none }
  /// Whether a conflict keeps the resource from being put back.
  public var isHeldBack: Bool { !isAction && !conflicts.isEmpty }
  /// What the step changes.
  public var diff: StateDiff { StateDiff(from: present, to: isAction ? target : present) }
}

extension RecoveryStep {
  /// The step as JSON.
  public var json: JSONObject {
    var json: JSONObject = [
      "resource_type": .string(resource.type.name), "resource_id": .string(resource.id), "action": .string(action.rawValue),
      "undoes": .array(undoes.map { .string($0.description) }), "present_state": present.map(JSONValue.object) ?? .null,
      "target_state": target.map(JSONValue.object) ?? .null, "conflicts": .array(conflicts.map { .object($0.json) }),
      "rank": .number(JSONNumber(rank)), "write_units": .number(JSONNumber(writeUnits)),
    ]
    json["present_sha256"] = presentDigest.map { .string($0.description) }
    if !keptFields.isEmpty { json["kept_fields"] = .array(keptFields.map(JSONValue.string)) }
    if !givenFields.isEmpty { json["given_fields"] = .array(givenFields.map(JSONValue.string)) }
    if !needs.isEmpty {
      json["needs"] = .array(needs.map { ["resource_type": .string($0.type.name), "resource_id": .string($0.id)] })
    }
    json["target_types"] = types.map(JSONValue.object)
    json["present_types"] = presentTypes.map(JSONValue.object)
    if !remarks.isEmpty { json["remarks"] = .array(remarks.map(JSONValue.string)) }
    return json
  }

  init(_ json: JSONObject) throws(HistoryError) {
    func texts(_ name: String) -> [String] { (json[name]?.array ?? []).compactMap(\.string) }
    guard let action = json["action"]?.string.flatMap(Action.init(rawValue:)) else {
      throw HistoryError(.invalidDocument, "a step has no action")
    }
    var undoes: [HistoryID] = []
    for text in texts("undoes") { undoes.append(try HistoryID(text)) }
    self.init(
      try Self.resource(json), action, undoes: undoes, present: json["present_state"]?.object,
      presentDigest: json["present_sha256"]?.string.flatMap(TextDigest.init(hexadecimal:)), target: json["target_state"]?.object)
    for value in json["conflicts"]?.array ?? [] { conflicts.append(try RecoveryConflict(value.object ?? [:])) }
    for value in json["needs"]?.array ?? [] { needs.append(try Self.resource(value.object ?? [:])) }
    keptFields = texts("kept_fields")
    givenFields = texts("given_fields")
    remarks = texts("remarks")
    types = json["target_types"]?.object
    presentTypes = json["present_types"]?.object
    rank = json["rank"]?.number?.int ?? 0
    writeUnits = json["write_units"]?.number?.int ?? 0
  }

  private static func resource(_ json: JSONObject) throws(HistoryError) -> Resource {
    guard let type = json["resource_type"]?.string, let id = json["resource_id"]?.string else {
      throw HistoryError(.invalidDocument, "a step names no resource")
    }
    return try Resource(type, id)
  }
}
