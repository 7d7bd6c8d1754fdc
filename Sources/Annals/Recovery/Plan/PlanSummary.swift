/// A kept plan without its steps.
public struct PlanSummary: Hashable, Sendable {
  /// Which plan.
  public let id: String
  /// When it was made.
  public let created: Timestamp
  /// Who had it made.
  public let creator: User
  /// The SHA-256 of the whole plan.
  public let hash: String
  /// The plan as JSON, less its steps.
  public let json: JSONObject
  let parts: Int
  let length: Int
  let digest: TextDigest

  /// When it is removed.
  public var expires: Timestamp { created.advanced(byMicroseconds: RecoveryPlan.life) }

  init(_ document: StoredDocument) throws(HistoryError) {
    do throws(HistoryError) {
      guard var json = try JSONParser.parse(document.content).object, let id = json["plan_id"]?.string,
        let created = json["created_at"]?.string, let creator = json["created_by"]?.string, let hash = json["sha256"]?.string,
        let parts = json["parts"]?.number?.int, let length = json["bytes"]?.number?.int,
        let digest = json["steps_sha256"]?.string.flatMap(TextDigest.init(hexadecimal:)), (0...10_000).contains(parts)
      else { throw HistoryError(.invalidDocument, "a field is missing") }
      for name in ["parts", "bytes", "steps_sha256"] { json[name] = nil }
      self.id = id
      self.created = try Timestamp(created)
      self.creator = try User(creator)
      self.hash = hash
      self.json = json
      (self.parts, self.length, self.digest) = (parts, length, digest)
    } catch {
      throw HistoryError(
        .invalidDocument, "the document \(document.name) is no plan as this version writes it (\(error.description)): plan again",
        underlying: error)
    }
  }

  /// The plan with its steps.
  func plan(_ steps: [RecoveryStep]) throws(HistoryError) -> RecoveryPlan {
    guard let choice = json["conflict_choice"]?.string.flatMap(ConflictChoice.init(rawValue:)) else {
      throw HistoryError(.invalidDocument, "the plan \(id) does not say what is done about conflicts: plan again")
    }
    return RecoveryPlan(
      id: id, created: created, creator: creator, reason: json["reason"]?.string,
      request: try RecoveryRequest(json["request"]?.object ?? [:]), choice: choice, isAllOrNothing: json["all_or_nothing"] == true,
      steps: steps)
  }
}
