import Crypto

/// What is going to be done to put resources back, found out before anything is changed.
///
/// A plan is kept beside the history, and applying it does exactly what it says: what is another by then stays as it is.
public struct RecoveryPlan: Hashable, Sendable {
  /// Which plan.
  public let id: String
  /// When it was made.
  public let created: Timestamp
  /// Who had it made.
  public let creator: User
  /// Why.
  public let reason: String?
  /// What was asked for.
  public let request: RecoveryRequest
  /// What is done about conflicts.
  public let choice: ConflictChoice
  /// Whether all is done or nothing.
  public let isAllOrNothing: Bool
  /// What is done with each resource, in the order in which it is done.
  public let steps: [RecoveryStep]

  /// How long a plan is kept: thirty days.
  public static let life: Int64 = 30 * Timestamp.microsecondsPerDay

  /// The steps that change something.
  public var actions: [RecoveryStep] { steps.filter(\.isAction) }

  /// The SHA-256 of the whole plan, by which what is applied is what was shown.
  public var hash: String {
    var hash = SHA256()
    hash.update(data: Array(JSONWriter.text(of: header).utf8))
    for step in steps { hash.update(data: Array(JSONWriter.text(of: step.json).utf8)) }
    return hexadecimal(Array(hash.finalize()))
  }

  /// How many steps there are of each kind.
  public var counts: RecoveryPlanCounts { RecoveryPlanCounts(steps) }

  /// All but the steps.
  var header: JSONObject {
    var json: JSONObject = [
      "plan_id": .string(id), "created_at": .string(created.description), "created_by": .string(creator.id),
      "request": .object(request.json), "conflict_choice": .string(choice.rawValue), "all_or_nothing": .bool(isAllOrNothing),
    ]
    json["reason"] = reason.map(JSONValue.string)
    return json
  }

  /// The plan as JSON.
  public var json: JSONObject {
    var json = summary
    json["steps"] = .array(steps.map { .object($0.json) })
    return json
  }

  /// The plan as JSON, less its steps: what it is, its hash, and what it comes to.
  public var summary: JSONObject {
    var json = header
    json["sha256"] = .string(hash)
    for member in counts.json.members { json[member.name] = member.value }
    json["expires_at"] = .string(created.advanced(byMicroseconds: Self.life).description)
    return json
  }
}

/// How many steps of a plan there are of each kind.
public struct RecoveryPlanCounts: Hashable, Sendable {
  /// Resources that are written.
  public private(set) var writes = 0
  /// Resources that are removed.
  public private(set) var removals = 0
  /// Resources that are so already.
  public private(set) var already = 0
  /// Resources that a conflict holds back.
  public private(set) var heldBack = 0
  /// Of those that are written or removed, those with a conflict that the plan goes over.
  public private(set) var overridden = 0
  /// What it costs to write, indexes left out of account.
  public private(set) var writeUnits = 0

  init(_ steps: [RecoveryStep]) {
    for step in steps {
      switch step.action {
      case .write: writes += 1
      case .remove: removals += 1
      case .none: if step.conflicts.isEmpty { already += 1 } else { heldBack += 1 }
      }
      if step.isAction {
        writeUnits += step.writeUnits
        if !step.conflicts.isEmpty { overridden += 1 }
      }
    }
  }

  /// The counts as JSON.
  public var json: JSONObject {
    [
      "writes": .number(JSONNumber(writes)), "removals": .number(JSONNumber(removals)), "already": .number(JSONNumber(already)),
      "held_back": .number(JSONNumber(heldBack)), "overridden": .number(JSONNumber(overridden)),
      "write_units": .number(JSONNumber(writeUnits)),
    ]
  }
}
