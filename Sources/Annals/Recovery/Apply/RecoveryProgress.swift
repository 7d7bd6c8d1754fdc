/// How far the applying of a plan is, as a document beside the history: who applies it again goes on there.
public struct RecoveryProgress: Hashable, Sendable {
  /// The steps that were begun together last, and may be carried out without that being noted.
  struct Batch: Hashable {
    let index: Int
    /// What their records are stamped with.
    let at: Timestamp
  }

  /// Which plan.
  public let planID: String
  /// Who applies it.
  public internal(set) var user: User
  /// Since when.
  public let started: Timestamp
  /// When something was noted last.
  public internal(set) var updated: Timestamp
  /// What became of each step that changes something, in the plan's order.
  public internal(set) var outcomes: [StepOutcome]
  /// Why steps failed, of the first of them.
  public internal(set) var failures: [String] = []
  var batch: Batch?
  private var version = 0

  private static let folder = "plan-progress/"
  static let failureLimit = 20

  init(of plan: RecoveryPlan, by user: User, at moment: Timestamp) {
    planID = plan.id
    self.user = user
    started = moment
    updated = moment
    outcomes = Array(repeating: .open, count: plan.actions.count)
  }

  /// Whether nothing is left to do.
  public var isComplete: Bool { !outcomes.contains(.open) }
  /// How many steps ended so.
  public func count(of outcome: StepOutcome) -> Int { outcomes.count { $0 == outcome } }

  /// How far it is, as JSON.
  public var json: JSONObject {
    var json: JSONObject = [
      "plan_id": .string(planID), "applied_by": .string(user.id), "started_at": .string(started.description),
      "updated_at": .string(updated.description), "state": isComplete ? "complete" : "running",
      "steps": .number(JSONNumber(outcomes.count)),
    ]
    for outcome in StepOutcome.allCases { json[outcome.name] = .number(JSONNumber(count(of: outcome))) }
    if !failures.isEmpty { json["failures"] = .array(failures.map(JSONValue.string)) }
    return json
  }

  // MARK: Keeping

  static func name(of id: String) throws(HistoryError) -> DocumentName { try DocumentName(folder + id) }

  /// The progress of a plan; `nil` where it was not begun. Throws `invalidDocument`.
  static func load(_ id: String, from store: any DocumentStore) async throws -> RecoveryProgress? {
    let name = try name(of: id)
    guard let document = try await Patience().asking({ try await store.document(name) }) else { return nil }
    return try RecoveryProgress(document)
  }

  /// Keeps it. Throws `alreadyRunning` where another process has kept its own meanwhile.
  mutating func save(to store: any DocumentStore, at moment: Timestamp) async throws {
    updated = moment
    var json: JSONObject = [
      "plan_id": .string(planID), "applied_by": .string(user.id), "started_at": .string(started.description),
      "updated_at": .string(updated.description), "outcomes": .string(String(outcomes.map(\.rawValue))),
      "failures": .array(failures.map(JSONValue.string)),
    ]
    json["batch"] = batch.map { ["index": .number(JSONNumber($0.index)), "at": .string($0.at.description)] }
    guard try await store.put(Array(JSONWriter.text(of: json).utf8), as: Self.name(of: planID), replacing: version) else {
      throw HistoryError(.alreadyRunning, "another process applies the plan \(planID) now: let it end, then look at it again")
    }
    version += 1
  }

  private init(_ document: StoredDocument) throws(HistoryError) {
    guard let json = try JSONParser.parse(document.content).object, let id = json["plan_id"]?.string,
      let user = json["applied_by"]?.string, let started = json["started_at"]?.string, let updated = json["updated_at"]?.string,
      let letters = json["outcomes"]?.string
    else {
      throw HistoryError(.invalidDocument, "the document \(document.name) is no progress as this version writes it: plan again")
    }
    planID = id
    self.user = try User(user)
    self.started = try Timestamp(started)
    self.updated = try Timestamp(updated)
    outcomes = letters.map { StepOutcome(rawValue: $0) ?? .open }
    failures = (json["failures"]?.array ?? []).compactMap(\.string)
    if let open = json["batch"]?.object, let index = open["index"]?.number?.int, let moment = open["at"]?.string {
      batch = Batch(index: index, at: try Timestamp(moment))
    }
    version = document.version
  }
}

extension PlanShelf {
  /// How far the applying of a plan is; `nil` where nobody began.
  public func progress(of id: String) async throws -> RecoveryProgress? {
    guard (try? RecoveryProgress.name(of: id)) != nil else { return nil }
    return try await RecoveryProgress.load(id, from: documents)
  }
}
