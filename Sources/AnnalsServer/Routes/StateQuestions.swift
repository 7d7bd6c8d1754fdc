import Annals

/// Answers what resources were at a moment, as the visitor may see them.
struct StateQuestions {
  let history: HistoryService
  let looking: Looking

  private var call: Call { looking.call }
  private var seen: ScopedStates { ScopedStates(RecordSource(history), for: call.visitor.principal) }

  /// One resource.
  func state() async throws -> Answer {
    guard let slash = call.tail.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      throw Problem(.notFound, "nothing is at this path: a resource has a type and an id, as in \(call.endpoint.template)")
    }
    let resource = try HistoryQuestions.resource(type: call.tail[..<slash], id: call.tail[call.tail.utf8.index(after: slash)...])
    let found = try await seen.resource(resource, at: try moment())
    looking.note(Resource.access(to: resource))
    var answer = Answer(json: found.json)
    answer.warn(try await history.store.warnings())
    return answer
  }

  /// A page of a type's resources.
  func states() async throws -> Answer {
    let name = try Call.decode(call.tail, "type")
    let type: ResourceType
    do throws(HistoryError) {
      type = try ResourceType(name)
    } catch {
      throw Problem(error, parameter: "type", value: name, expected: QueryParameter.resourceType.expected)
    }
    let cursor = try await looking.cursor()
    let page = try await seen.states(
      of: type, at: try moment(), showsAbsent: try call.query.flag(.showsAbsent) ?? false, after: cursor?.cursor,
      limit: try call.query.whole(.limit(default: 50)) ?? 50)
    // Going on is not looking anew.
    if cursor?.leadsOn != true { looking.note(Resource.access("\(call.endpoint.accessPart)/\(type.name)")) }
    var next: String?
    if let cursor = page.next { next = try await looking.text(of: cursor) }
    var answer = Answer(
      json: ["states": .array(page.states.map { .object($0.json) }), "next_cursor": next.map(JSONValue.string) ?? .null])
    answer.warn(
      (page.isPartial ? ["looking stopped before the page was full, for much had to be read: next_cursor leads on"] : [])
        + (try await history.store.warnings()))
    return answer
  }

  private func moment() throws(Problem) -> Timestamp {
    if let moment = try call.query.moment(.at) { return moment }
    throw Problem(
      .invalidParameter, "at is missing: send \(QueryParameter.at.expected)", parameter: QueryParameter.at.name,
      expected: QueryParameter.at.expected)
  }
}
