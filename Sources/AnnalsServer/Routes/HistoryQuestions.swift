import Annals
import HTTPTypes

/// Answers the questions about history as their visitor sees it: one resource's, all operations, one record, how many.
struct HistoryQuestions {
  let history: HistoryService
  let looking: Looking

  private var call: Call { looking.call }
  private var seen: ScopedHistory { ScopedHistory(history, for: call.visitor.principal) }

  /// A page of one resource's history.
  func resourceHistory() async throws -> Answer {
    let resource = try call.resource()
    return try await page(matching: Self.filter(call.query).narrowed(to: resource), of: Resource.access(to: resource))
  }

  /// A page of all operations.
  func recentOperations() async throws -> Answer {
    try await page(matching: Self.filter(call.query), of: Resource.access(call.endpoint.accessPart))
  }

  /// One record.
  func record() async throws -> Answer {
    Answer(json: try await foundRecord(whole: call.query.flag(.full(default: true)) ?? true).json)
  }

  /// What differs between the states before and after an operation.
  func recordDiff() async throws -> Answer {
    let record = try await foundRecord(whole: true)
    var json = StateDiff(from: record.before, to: record.after).json
    json["history_id"] = .string(record.id.description)
    return Answer(json: json)
  }

  /// What differs between a resource's states at two moments.
  func resourceDiff() async throws -> Answer {
    let resource = try call.resource()
    let from = try call.query.requiredMoment(.earlier)
    let to = try call.query.moment(.later) ?? history.recorder.now()
    guard from <= to else {
      throw Problem(HistoryError(.invalidFilter, "from is later than to: give the earlier moment, then the later"), parameter: "from")
    }
    looking.note(Resource.access(to: resource))
    let before = try await state(of: resource, at: from, .earlier)
    var json = StateDiff(from: before, to: try await state(of: resource, at: to, .later)).json
    json["from"] = .string(from.description)
    json["to"] = .string(to.description)
    return Answer(json: json)
  }

  /// A resource's state; `nil` where it was not there. Throws a problem where it is not known.
  private func state(of resource: Resource, at moment: Timestamp, _ parameter: QueryParameter) async throws -> JSONObject? {
    switch try await seen.state(of: resource, at: moment) {
    case .known(let state, _): return state
    case .absent: return nil
    case .unknown(let reason):
      throw Problem(
        .notFound, "the state at \(moment) is unknown: \(reason)", parameter: parameter.name, value: moment.description,
        expected: "a moment at which history knows the state")
    }
  }

  /// The record that is asked for. What may not be seen is looked for in the same way as what is not there, and told in the same words.
  private func foundRecord(whole isFull: Bool) async throws -> HistoryRecord {
    let text = try Call.decode(call.tail, "history_id")
    let id: HistoryID
    do throws(HistoryError) {
      id = try HistoryID(text)
    } catch {
      throw Problem(error, parameter: "history_id", value: text, expected: "history_id as a record gave it, percent-encoded")
    }
    let record = try await seen.record(id, whole: isFull)
    looking.note(
      record.map { Resource.access(to: $0.resource) } ?? Resource.access(call.endpoint.accessPart),
      details: ["history_id": .string(text), "found": .bool(record != nil)])
    guard let record else {
      throw Problem(
        .notFound, "there is no record with this id: it was never stored, or was cleaned up", parameter: "history_id", value: text)
    }
    return record
  }

  /// How many operations there were.
  func statistics() async throws -> Answer {
    let scope = HistoryStatistics.Scope(
      resourceType: try call.query.value(.resourceType) { text throws(HistoryError) in try ResourceType(text) },
      firstDay: try call.query.day(.firstDay), lastDay: try call.query.day(.lastDay))
    if let first = scope.firstDay, let last = scope.lastDay, first > last {
      throw Problem(HistoryError(.invalidFilter, "from is later than to: give the first day, then the last"), parameter: "from")
    }
    let (statistics, isWhole) = try await seen.statistics(scope)
    looking.note(Resource.access(call.endpoint.accessPart))
    var json = statistics.json
    if !isWhole { json["is_partial"] = true }
    let partial = "only the newest records were counted, for what you see has to be read to be counted: ask for fewer days"
    return try await warned(Answer(json: json), besides: isWhole ? [] : [partial])
  }

  private func page(matching filter: RecordFilter, of looked: Resource) async throws -> Answer {
    let limit = QueryParameter.limit(default: 0)
    let fallback = call.endpoint.parameters.first { $0.name == limit.name }?.fallback?.number?.int ?? 50
    let cursor = try await looking.cursor()
    let isFull = try call.query.flag(.full(default: false)) ?? false
    let count = try call.query.whole(limit) ?? fallback
    let cause = RecordCause(requestID: try call.query.text(.requestID), traceID: try call.query.text(.traceID))
    let page: RecordPageText
    if !cause.isAny {
      let seen = seen
      let sieve = RecordSieve {
        cause.matches($0)
      } reading: {
        try await seen.records(matching: filter, after: $0, limit: $1, whole: isFull)
      }
      let found = try await sieve.page(after: cursor?.cursor, size: count)
      page = RecordPageText(RecordPage(records: found.records, next: found.next, isPartial: found.isPartial))
    } else if isFull {
      page = RecordPageText(try await seen.records(matching: filter, after: cursor?.cursor, limit: count, whole: true))
    } else {
      page = try await seen.recordTexts(matching: filter, after: cursor?.cursor, limit: count)
    }
    // Going on is not looking anew.
    if cursor?.leadsOn != true { looking.note(looked) }
    return try await answer(page)
  }

  private func answer(_ page: RecordPageText) async throws -> Answer {
    let partial = "looking stopped before the page was full, for few records match: next_cursor leads on"
    var next: String?
    if let cursor = page.next { next = try await looking.text(of: cursor) }
    return try await warned(Answer(body: Self.bytes(of: page, next: next)), besides: page.isPartial ? [partial] : [])
  }

  /// The answer with what makes it slow or short.
  private func warned(_ answer: Answer, besides own: [String] = []) async throws -> Answer {
    let warnings = own + (try await history.store.warnings())
    var answer = answer
    answer.warn(warnings)
    return answer
  }

  private static func bytes(of page: RecordPageText, next: String?) -> [UInt8] {
    var writer = JSONWriter(capacity: page.records.count + 512)
    writer.write(raw: "{\"records\":[")
    page.records.withUnsafeBufferPointer { writer.write(json: $0) }
    writer.write(raw: "],\"next_cursor\":")
    writer.write(next.map(JSONValue.string) ?? .null)
    writer.write(raw: "}")
    return writer.bytes
  }

  private static func filter(_ query: Query) throws(Problem) -> RecordFilter {
    let filter = RecordFilter(
      resourceType: try query.value(.resourceType) { text throws(HistoryError) in try ResourceType(text) },
      user: try query.value(.userID) { text throws(HistoryError) in try User(text) },
      operation: try query.value(.operationType) { text throws(HistoryError) in try OperationKind(text) },
      outcome: try query.flag(.success).map { $0 ? .succeeded : .failed },
      from: try query.moment(.from), to: try query.moment(.to))
    if let from = filter.from, let to = filter.to, from >= to {
      throw Problem(
        HistoryError(.invalidFilter, "from is not before to, so nothing lies between: to itself is not included"), parameter: "to",
        value: to.description, expected: "a moment after from")
    }
    return filter
  }
}
