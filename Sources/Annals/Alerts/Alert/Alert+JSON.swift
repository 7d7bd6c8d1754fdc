extension Alert {
  /// The alert as JSON, in the shape of the API, of notices and of the command line.
  public var json: JSONObject {
    var json: JSONObject = [
      "alert_id": .string(id.description), "rule": .string(rule), "severity": .string(severity.rawValue),
      "state": .string(state.rawValue), "condition": .string(condition), "sentence": .string(sentence),
      "subject": .object(subject.json), "count": .number(JSONNumber(count)), "total": .number(JSONNumber(total)),
      "opened_at": .string(opened.description), "first_timestamp": .string(first.description),
      "last_timestamp": .string(last.description), "path": .string(path),
    ]
    json["summary"] = summary.map(JSONValue.string)
    json["resolved_at"] = resolved.map { .string($0.description) }
    json["acknowledged_by"] = acknowledgement.map { .string($0.user.id) }
    json["acknowledged_at"] = acknowledgement.map { .string($0.moment.description) }
    return json
  }

  /// The alert as its document has it: what another process needs to go on with it, too.
  var documentJSON: JSONObject {
    var json = json
    json["until"] = .string(until.description)
    json["operations"] = .object(operations.json)
    return json
  }

  /// Reads an alert from its document. Throws a `HistoryError` that names what is missing.
  init(documentJSON json: JSONObject) throws(HistoryError) {
    let fields = DocumentFields(json)
    guard let severity = AlertRule.Severity(rawValue: try fields.text("severity")) else { throw fields.wrong("severity") }
    self.init(
      id: try AlertID(fields.text("alert_id")), rule: try fields.text("rule"), severity: severity, summary: json["summary"]?.string,
      condition: try fields.text("condition"), operations: try AlertedOperations(json: fields.object("operations")),
      subject: try AlertSubject(json: fields.object("subject")), opened: try fields.moment("opened_at"),
      first: try fields.moment("first_timestamp"), last: try fields.moment("last_timestamp"), count: try fields.number("count"),
      total: try fields.number("total"), until: try fields.moment("until"))
    if json["resolved_at"] != nil { resolved = try fields.moment("resolved_at") }
    if json["acknowledged_by"] != nil {
      acknowledgement = Acknowledgement(user: try User(fields.text("acknowledged_by")), moment: try fields.moment("acknowledged_at"))
    }
  }

  /// An alert of a rule and what was found.
  init(_ rule: AlertRule, _ subject: AlertSubject, _ span: AlertSpan) {
    let opened = Timestamp(microseconds: span.opened)
    self.init(
      id: span.id ?? AlertID(rule: rule.name, subject: subject, opened: opened), rule: rule.name, severity: rule.severity,
      summary: rule.summary, condition: rule.condition.sentence, operations: AlertedOperations(rule), subject: subject, opened: opened,
      first: Timestamp(microseconds: span.first), last: Timestamp(microseconds: span.last), count: span.count, total: span.total,
      until: Timestamp(microseconds: span.until))
    resolved = span.ended.map { Timestamp(microseconds: $0) }
  }

  private init(
    id: AlertID, rule: String, severity: AlertRule.Severity, summary: String?, condition: String, operations: AlertedOperations,
    subject: AlertSubject, opened: Timestamp, first: Timestamp, last: Timestamp, count: Int, total: Int, until: Timestamp
  ) {
    self.id = id
    self.rule = rule
    self.severity = severity
    self.summary = summary
    self.condition = condition
    self.operations = operations
    self.subject = subject
    self.opened = opened
    self.first = first
    self.last = last
    self.count = count
    self.total = total
    self.until = until
  }

  /// What an evaluation goes on with.
  var span: AlertSpan {
    AlertSpan(
      opened: opened.microseconds, first: first.microseconds, last: last.microseconds,
      until: until == .latest ? .max : until.microseconds, ended: resolved?.microseconds, count: count, total: total, id: id,
      countedThrough: last.microseconds)
  }
}

extension AlertedOperations {
  var json: JSONObject {
    func list(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
    var json: JSONObject = ["counted": .string(counted.rawValue), "kinds": list(kinds), "types": list(types)]
    json["user"] = user.map(JSONValue.string)
    json["outcome"] = outcome.map { .string($0.rawValue) }
    return json
  }

  init(json: JSONObject) throws(HistoryError) {
    let fields = DocumentFields(json)
    func list(_ name: String) -> [String] { (json[name]?.array ?? []).compactMap(\.string) }
    guard let counted = Counted(rawValue: try fields.text("counted")) else { throw fields.wrong("counted") }
    self.init(
      counted: counted, kinds: list("kinds"), types: list("types"), user: json["user"]?.string,
      outcome: json["outcome"]?.string.flatMap(RecordFilter.Outcome.init))
  }
}

/// The members of a document's object, each with an error that names it.
struct DocumentFields {
  private let json: JSONObject

  init(_ json: JSONObject) { self.json = json }

  func wrong(_ name: String) -> HistoryError { HistoryError(.invalidDocument, "\(name) is missing, or not what this version writes") }

  func text(_ name: String) throws(HistoryError) -> String {
    guard let text = json[name]?.string else { throw wrong(name) }
    return text
  }

  func number(_ name: String) throws(HistoryError) -> Int {
    guard let number = json[name]?.number?.int else { throw wrong(name) }
    return number
  }

  func object(_ name: String) throws(HistoryError) -> JSONObject {
    guard let object = json[name]?.object else { throw wrong(name) }
    return object
  }

  func moment(_ name: String) throws(HistoryError) -> Timestamp { try Timestamp(text(name)) }
}
