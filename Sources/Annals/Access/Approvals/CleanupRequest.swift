/// A clean-up that one asked for and another must approve.
package struct CleanupRequest: Hashable, Sendable {
  /// How far it is.
  package enum State: String, Hashable, Sendable {
    /// Nobody approved it yet.
    case waiting
    /// It was approved, but not carried out to its end: approving it again carries it out.
    case approved
    /// It was carried out.
    case done
  }

  /// Which request it is.
  package let id: String
  /// What is removed, as it was when it was asked for.
  package let scope: CleanupScope
  /// The days to keep that were asked for.
  package let days: Int
  /// The number that agrees to removing nearly all records of a type, where it was given.
  package let agreedRemoval: Int?
  /// Who asked.
  package let requester: User
  /// When.
  package let requested: Timestamp
  /// Who approved.
  package internal(set) var approver: User?
  /// When.
  package internal(set) var approved: Timestamp?
  /// How far it is.
  package internal(set) var state = State.waiting

  /// How long it can be approved: a day.
  static let life: Int64 = 86_400_000_000

  /// The first moment at which it can be approved no more.
  package var expires: Timestamp { requested.advanced(byMicroseconds: Self.life) }

  init(id: String, scope: CleanupScope, days: Int, agreedRemoval: Int?, requester: User, requested: Timestamp) {
    self.id = id
    self.scope = scope
    self.days = days
    self.agreedRemoval = agreedRemoval
    self.requester = requester
    self.requested = requested
  }

  /// The request as JSON.
  package var json: JSONObject {
    var json: JSONObject = [
      "approval_id": .string(id), "operation": "cleanup", "days_to_keep": .number(JSONNumber(days)),
      "before": .string(scope.before.description), "requested_by": .string(requester.id), "requested_at": .string(requested.description),
      "expires_at": .string(expires.description), "state": .string(state.rawValue),
    ]
    json["access_before"] = scope.accessBefore.map { .string($0.description) }
    if scope.keepsLast { json["keep_last"] = true }
    json["yes_remove"] = agreedRemoval.map { .number(JSONNumber($0)) }
    json["approved_by"] = approver.map { .string($0.id) }
    json["approved_at"] = approved.map { .string($0.description) }
    return json
  }

  /// Reads a request's document. Throws `invalidDocument`.
  init(document: StoredDocument) throws(HistoryError) {
    do throws(HistoryError) {
      guard let json = try JSONParser.parse(document.content).object else { throw HistoryError(.invalidDocument, "it is no JSON object") }
      try self.init(json)
    } catch {
      throw HistoryError(
        .invalidDocument, "the document \(document.name) is no request as this version writes it (\(error.description)): ask again",
        underlying: error)
    }
  }

  private init(_ json: JSONObject) throws(HistoryError) {
    func text(_ name: String) throws(HistoryError) -> String {
      guard let text = json[name]?.string else { throw HistoryError(.invalidDocument, "\(name) is missing or no string") }
      return text
    }
    func moment(_ name: String) throws(HistoryError) -> Timestamp? { json[name] == nil ? nil : try Timestamp(text(name)) }
    guard let days = json["days_to_keep"]?.number?.int, let state = State(rawValue: try text("state")) else {
      throw HistoryError(.invalidDocument, "days_to_keep or state has no meaning")
    }
    self.init(
      id: try text("approval_id"),
      scope: CleanupScope(
        before: try Timestamp(text("before")), accessBefore: try moment("access_before"), keepsLast: json["keep_last"]?.bool ?? false),
      days: days, agreedRemoval: json["yes_remove"]?.number?.int,
      requester: try User(text("requested_by")), requested: try Timestamp(text("requested_at")))
    self.state = state
    approver = json["approved_by"] == nil ? nil : try User(text("approved_by"))
    approved = try moment("approved_at")
  }
}
