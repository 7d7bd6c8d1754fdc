import Annals

/// Answers what resources were at a moment, as the visitor may see them.
struct StateQuestions {
  let history: HistoryService
  let looking: Looking

  private var call: Call { looking.call }
  private var seen: ScopedStates { ScopedStates(RecordSource(history), for: call.visitor.principal) }

  /// One resource.
  func state() async throws -> Answer {
    let resource = try call.resource()
    let found = try await seen.resource(resource, at: try call.query.requiredMoment(.at))
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
      of: type, at: try call.query.requiredMoment(.at), showsAbsent: try call.query.flag(.showsAbsent) ?? false, after: cursor?.cursor,
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
}
