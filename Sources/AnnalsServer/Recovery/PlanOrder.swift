import Annals

/// What a plan is asked to be, in the names that a plan itself has for it.
struct PlanOrder {
  let request: RecoveryRequest
  var options = RecoveryPlanner.Options()

  /// Ids of operations that one request names at most.
  static let idLimit = 1_000
  static let reasonLength = 1_000
  private static let filterNames = [
    "user_id", "from", "to", "resource_type", "resource_id", "operation_type", "request_id", "tags", "history_ids", "plan_id",
  ]

  /// A request with the options of how it is planned.
  init(_ request: RecoveryRequest) { self.request = request }

  /// Reads a body. Throws a problem that names what has no meaning.
  init(_ bytes: [UInt8]) throws(Problem) {
    let body = try BodyFields(bytes, knowing: ["undo", "restore", "conflict_choice", "all_or_nothing", "reason", "fields"])
    let undo = try body.fields("undo", knowing: Self.filterNames)
    let restore = try body.fields("restore", knowing: ["resource_type", "resource_id", "at"])
    switch (undo, restore) {
    case (let undo?, nil): request = try Self.undo(undo)
    case (nil, let restore?): request = try Self.restore(restore)
    default:
      throw Problem(
        .invalidBody, "a plan is asked for by undo or by restore: send one of them", parameter: "undo", expected: "undo or restore")
    }
    let choices = ConflictChoice.allCases.map(\.rawValue).joined(separator: " or ")
    options.choice =
      try body.value("conflict_choice", choices) { text throws(HistoryError) in
        guard let choice = ConflictChoice(rawValue: text) else {
          throw HistoryError(.invalidFilter, "conflict_choice is \"\(text.quoted(40))\": send \(choices)")
        }
        return choice
      } ?? .skip
    options.isAllOrNothing = try body.flag("all_or_nothing") ?? false
    options.reason = try body.text("reason", upTo: Self.reasonLength)
    options.fields = try body.object("fields").map { GivenFields($0) } ?? GivenFields()
  }

  private static func undo(_ fields: BodyFields) throws(Problem) -> RecoveryRequest {
    let names = fields.names
    guard !names.isEmpty else {
      throw Problem(
        .invalidBody, "undo is empty: say what is undone by \(filterNames.joined(separator: ", "))", parameter: "undo",
        expected: filterNames.joined(separator: ", "))
    }
    if let alone = ["history_ids", "plan_id"].first(where: names.contains), names.count > 1 {
      throw Problem(
        .invalidBody, "undo.\(alone) says all that is undone: leave the others out", parameter: "undo.\(alone)", expected: alone)
    }
    if let texts = try fields.texts("history_ids", upTo: idLimit) {
      var ids: [HistoryID] = []
      for text in texts {
        do throws(HistoryError) { ids.append(try HistoryID(text)) } catch {
          throw Problem(error, parameter: "undo.history_ids", value: text, expected: "history_id as a record gave it")
        }
      }
      return RecoveryRequest(.records(ids))
    }
    if let plan = try fields.text("plan_id", upTo: 100) { return RecoveryRequest(.plan(plan)) }
    return RecoveryRequest(
      .operations(try filter(fields), requestID: try fields.text("request_id", upTo: 1_024), tags: try tags(fields)))
  }

  private static func filter(_ fields: BodyFields) throws(Problem) -> RecordFilter {
    var filter = RecordFilter()
    filter.user = try fields.value("user_id", QueryParameter.userID.expected) { text throws(HistoryError) in try User(text) }
    filter.resourceType = try type(fields)
    filter.resourceID = try fields.text("resource_id", upTo: Resource.maximumIDLength)
    guard filter.resourceID == nil || filter.resourceType != nil else {
      throw fields.wrong("resource_type", "it with resource_id, for ids are unique within a type")
    }
    let kinds = "CREATE, UPDATE or DELETE"
    filter.operation = try fields.value("operation_type", kinds) { text throws(HistoryError) in
      let kind = try OperationKind(text)
      guard kind != .read else { throw HistoryError(.invalidOperation, "a read changed nothing that can be undone: send \(kinds)") }
      return kind
    }
    filter.from = try fields.moment("from")
    filter.to = try fields.moment("to")
    if let from = filter.from, let to = filter.to, from >= to {
      throw Problem(
        HistoryError(.invalidFilter, "from is not before to, so nothing lies between: to itself is not included"), parameter: "undo.to",
        value: to.description, expected: "a moment after from")
    }
    return filter
  }

  private static func tags(_ fields: BodyFields) throws(Problem) -> [String: String] {
    guard let object = try fields.object("tags") else { return [:] }
    let texts = object.members.compactMap { member in member.value.string.map { (member.name, $0) } }
    guard !texts.isEmpty, texts.count == object.members.count else {
      throw fields.wrong("tags", "an object of texts, as {\"batch\": \"7\"}")
    }
    return Dictionary(texts, uniquingKeysWith: { $1 })
  }

  private static func type(_ fields: BodyFields) throws(Problem) -> ResourceType? {
    try fields.value("resource_type", QueryParameter.resourceType.expected) { text throws(HistoryError) in try ResourceType(text) }
  }

  private static func restore(_ fields: BodyFields) throws(Problem) -> RecoveryRequest {
    guard let type = try type(fields) else { throw fields.wrong("resource_type", QueryParameter.resourceType.expected) }
    guard let moment = try fields.moment("at") else { throw fields.wrong("at", QueryParameter.at.expected) }
    guard let id = try fields.text("resource_id", upTo: Resource.maximumIDLength) else { return RecoveryRequest(.type(type, at: moment)) }
    do throws(HistoryError) { return RecoveryRequest(.resource(try Resource(type: type, id: id), at: moment)) } catch {
      throw Problem(error, parameter: "restore.resource_id", value: id, expected: "1 to 1,024 bytes in UTF-8")
    }
  }
}

/// How a plan is asked to be applied.
struct ApplyOrder {
  /// The SHA-256 of the plan that was looked at.
  let hash: String
  var reason: String?
  var maximumWriteUnits: Int?
  var fields = GivenFields()

  /// The plan of a hash, as fast as the tables take it.
  init(hash: String, reason: String? = nil) {
    self.hash = hash
    self.reason = reason
  }

  /// Reads a body. Throws a problem that names what has no meaning.
  init(_ bytes: [UInt8]) throws(Problem) {
    let body = try BodyFields(bytes, knowing: ["sha256", "reason", "max_wcu", "fields"])
    guard let hash = try body.text("sha256", upTo: 64) else { throw body.wrong("sha256", "sha256 as the plan that was looked at has it") }
    self.hash = hash
    reason = try body.text("reason", upTo: PlanOrder.reasonLength)
    maximumWriteUnits = try body.whole("max_wcu", in: 1...1_000_000)
    fields = try body.object("fields").map { GivenFields($0) } ?? GivenFields()
  }
}
