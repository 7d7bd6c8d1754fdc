import Annals
import HTTPTypes

/// Answers the questions about history: one resource's, all operations, one record, how many.
struct HistoryQuestions {
  let history: HistoryService

  /// A page of one resource's history.
  func resourceHistory(_ call: Call) async throws -> Answer {
    guard let slash = call.tail.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      throw Problem(.notFound, "nothing is at this path: a resource has a type and an id, as in \(call.endpoint.template)")
    }
    let resource = try Self.resource(type: call.tail[..<slash], id: call.tail[call.tail.utf8.index(after: slash)...])
    return try await page(call, matching: Self.filter(call.query).narrowed(to: resource))
  }

  /// A page of all operations.
  func recentOperations(_ call: Call) async throws -> Answer {
    try await page(call, matching: Self.filter(call.query))
  }

  /// One record.
  func record(_ call: Call) async throws -> Answer {
    let text = try Call.decode(call.tail, "history_id")
    let id: HistoryID
    do throws(HistoryError) {
      id = try HistoryID(text)
    } catch {
      throw Problem(error, parameter: "history_id", value: text, expected: "history_id as a record gave it, percent-encoded")
    }
    guard let record = try await history.record(id) else {
      throw Problem(
        .notFound, "there is no record with this id: it was never stored, or was cleaned up", parameter: "history_id", value: text)
    }
    let isFull = try call.query.flag(.full(default: true)) ?? true
    return Answer(json: isFull ? try await history.whole([record]).first?.json ?? record.json : record.json)
  }

  /// How many operations there were.
  func statistics(_ call: Call) async throws -> Answer {
    let scope = HistoryStatistics.Scope(
      resourceType: try call.query.value(.resourceType) { text throws(HistoryError) in try ResourceType(text) },
      firstDay: try call.query.day(.firstDay), lastDay: try call.query.day(.lastDay))
    if let first = scope.firstDay, let last = scope.lastDay, first > last {
      throw Problem(HistoryError(.invalidFilter, "from is later than to: give the first day, then the last"), parameter: "from")
    }
    return try await warned(Answer(json: try await history.statistics(scope).json))
  }

  private func page(_ call: Call, matching filter: RecordFilter) async throws -> Answer {
    let limit = QueryParameter.limit(default: 0)
    let fallback = call.endpoint.parameters.first { $0.name == limit.name }?.fallback?.number?.int ?? 50
    let cursor = try call.query.value(.cursor) { text throws(HistoryError) in try Cursor(text) }
    let isFull = try call.query.flag(.full(default: false)) ?? false
    let count = try call.query.whole(limit) ?? fallback
    guard isFull else { return try await answer(history.recordTexts(matching: filter, after: cursor, limit: count)) }
    let page = try await history.records(matching: filter, after: cursor, limit: count)
    let whole = RecordPage(records: try await history.whole(page.records), next: page.next, isPartial: page.isPartial)
    return try await answer(RecordPageText(whole))
  }

  private func answer(_ page: RecordPageText) async throws -> Answer {
    let partial = "looking stopped before the page was full, for few records match: next_cursor leads on"
    return try await warned(Answer(body: Self.bytes(of: page)), besides: page.isPartial ? [partial] : [])
  }

  /// The answer with what makes it slow or short.
  private func warned(_ answer: Answer, besides own: [String] = []) async throws -> Answer {
    let warnings = own + (try await history.store.warnings())
    var answer = answer
    answer.warn(warnings)
    return answer
  }

  private static func bytes(of page: RecordPageText) -> [UInt8] {
    var writer = JSONWriter(capacity: page.records.count + 512)
    writer.write(raw: "{\"records\":[")
    page.records.withUnsafeBufferPointer { writer.write(json: $0) }
    writer.write(raw: "],\"next_cursor\":")
    writer.write(page.next.map { .string($0.description) } ?? .null)
    writer.write(raw: "}")
    return writer.bytes
  }

  private static func resource(type: Substring, id: Substring) throws(Problem) -> Resource {
    let id = try Call.decode(id, "id")
    let name = try Call.decode(type, "type")
    do throws(HistoryError) {
      return try Resource(type: ResourceType(name), id: id)
    } catch {
      let isType = error.code == .invalidResourceType
      throw Problem(
        error, parameter: isType ? "type" : "id", value: isType ? name : id,
        expected: isType ? QueryParameter.resourceType.expected : "1 to 1,024 bytes in UTF-8, percent-encoded")
    }
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
