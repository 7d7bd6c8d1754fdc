import Annals

/// What the search page is asked, as its address has it.
struct SearchQuestion: Sendable {
  static let parameters = ["type", "id", "user", "kind", "failed", "from", "to", "request", "trace", "text"]

  /// What the store can be asked.
  let filter: RecordFilter
  /// An id of any type; one with a type is in the filter.
  let id: String?
  /// The request and the trace that operations belong to.
  let cause: RecordCause
  /// What must be in the fields that are shown.
  let text: String?
  /// The values as they were given.
  let given: [String: String]

  /// Reads the question. Throws a problem that names what has no meaning.
  init(_ query: PageQuery, now: Timestamp) throws(Problem) {
    given = query.given.filter { Self.parameters.contains($0.key) }
    var filter = RecordFilter(
      resourceType: try query.value("type") { text throws(HistoryError) in try ResourceType(text) },
      user: try query.value("user") { text throws(HistoryError) in try User(text) },
      operation: try query.value("kind") { text throws(HistoryError) in try OperationKind(text) },
      outcome: try query.value("failed", Self.outcome), from: try query.moment("from", now: now),
      to: try query.moment("to", now: now, end: true))
    if let from = filter.from, let to = filter.to, from >= to {
      throw Problem(
        HistoryError(.invalidFilter, "from is not before to, so nothing lies between: give the earlier moment first"), parameter: "to",
        value: query["to"])
    }
    let id = query["id"]
    if id != nil, let type = filter.resourceType {
      let resource = try query.value("id") { text throws(HistoryError) in try Resource(type: type, id: text) }
      filter.resourceID = resource?.id
      self.id = nil
    } else {
      self.id = id
    }
    self.filter = filter
    cause = RecordCause(requestID: query["request"], traceID: query["trace"])
    text = query["text"]
  }

  /// The question as an address has it, in the order of the form.
  var pairs: [(key: String, value: String)] {
    Self.parameters.compactMap { name in given[name].map { (name, $0) } }
  }

  /// Whether the store alone cannot answer, so that records have to be read and looked at.
  var needsReading: Bool { id != nil || !cause.isAny || text != nil }

  /// Whether a record that the filter lets through is asked for.
  func matches(_ record: HistoryRecord) -> Bool {
    (id.map { $0.hasSameBytes(as: record.resource.id) } ?? true)
      && cause.matches(record)
      && (text.map { TextSearch($0).finds(record) } ?? true)
  }

  private static func outcome(_ text: String) throws(HistoryError) -> RecordFilter.Outcome {
    switch text {
    case "true": .failed
    case "false": .succeeded
    default: throw HistoryError(.invalidFilter, "failed is neither true nor false: send one of them, or leave it out")
    }
  }
}
