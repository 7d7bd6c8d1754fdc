import Annals

/// What a page asks to be undone, as its address has it.
struct UndoQuestion {
  /// What a plan cannot be asked for is no parameter: left unread, it would undo more than what was asked for.
  static let parameters = SearchQuestion.parameters.filter { !["failed", "trace", "text"].contains($0) } + ["operation", "plan", "at"]

  let request: RecoveryRequest
  /// What is asked, for a person.
  let facts: [(name: String, text: String)]
  /// The values as they were given.
  let pairs: [(key: String, value: String)]

  /// Reads the question. Throws a problem that names what has no meaning.
  init(_ query: PageQuery, now: Timestamp) throws(Problem) {
    pairs = Self.parameters.compactMap { name in query[name].map { (key: name, value: $0) } }
    if let operation = try query.value("operation", { text throws(HistoryError) in try HistoryID(text) }) {
      request = RecoveryRequest(.records([operation]))
      facts = [("The operation", operation.description)]
    } else if let plan = query["plan"] {
      request = RecoveryRequest(.plan(plan))
      facts = [("What was put back by the plan", plan)]
    } else {
      let question = try SearchQuestion(query, now: now)
      let filter = question.filter
      if let moment = try query.moment("at", now: now) {
        guard let type = filter.resourceType else {
          throw Problem(.invalidParameter, "at says when, and not what: give type and id with it", parameter: "at")
        }
        let resource = try query.value("id") { text throws(HistoryError) in try Resource(type: type, id: text) }
        request = RecoveryRequest(resource.map { .resource($0, at: moment) } ?? .type(type, at: moment))
        facts = [(resource.map { "\($0.type.name) \($0.id)" } ?? "All of \(type.name)", "as it was at \(moment)")]
        return
      }
      guard question.id == nil, !pairs.isEmpty else {
        throw Problem(
          .invalidParameter, "it does not say what is undone: give a user, a type, a time or a request, and with an id its type")
      }
      request = RecoveryRequest(.operations(filter, requestID: question.cause.requestID, tags: [:]))
      let names = ["user": "By", "type": "Type", "id": "Id", "kind": "Kind", "from": "From", "to": "Before", "request": "Request"]
      facts = pairs.compactMap { pair in names[pair.key].map { ($0, pair.value) } }
    }
  }
}

extension PageVisit {
  /// The address of the page that undoes what these name; `nil` where the visitor may not, or nothing can be put back here.
  func undoLink(_ pairs: [(key: String, value: String)]) -> String? {
    let scope = visitor.principal.scope
    guard recovery != nil, !pairs.isEmpty, visitor.principal.may(.restore), scope.users == nil, scope.since == nil,
      scope.hiddenFields.isEmpty
    else { return nil }
    return "\(links.base)/undo" + Links.query(pairs)
  }

  /// The same for what a search found; `nil` where a plan cannot be asked for in the same words.
  func undoLink(of question: SearchQuestion) -> String? {
    guard question.id == nil, question.cause.traceID == nil, question.text == nil, question.given["failed"] != "true",
      question.filter.operation != .read
    else {
      return nil
    }
    // Times that are counted from now would mean something else a minute later.
    let times = ["from": question.filter.from, "to": question.filter.to]
    return undoLink(
      question.pairs.filter { $0.key != "failed" }.map { ($0.key, (times[$0.key] ?? nil)?.description ?? $0.value) })
  }
}
