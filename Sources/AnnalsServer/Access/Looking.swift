import Annals

/// A visitor's look at history: the record of it, and cursors that are theirs.
struct Looking: Sendable {
  let call: Call
  let trail: AccessTrail
  let seal: CursorSeal

  /// The cursor that the call sends, or `nil`.
  func cursor() async throws -> CursorSeal.Opened? {
    guard let text = call.query[.cursor] else { return nil }
    do {
      guard call.visitor.isProven else { return CursorSeal.Opened(cursor: try Cursor(text), leadsOn: true) }
      return try await seal.open(text, for: call.visitor.principal, asking: question)
    } catch let error as HistoryError where error.code == .invalidCursor {
      throw Problem(error, parameter: QueryParameter.cursor.name, value: text, expected: QueryParameter.cursor.expected)
    }
  }

  /// A cursor's text for the visitor.
  func text(of cursor: Cursor) async throws -> String {
    guard call.visitor.isProven else { return cursor.description }
    return try await seal.text(of: cursor, for: call.visitor.principal, asking: question)
  }

  /// Records that the visitor did something, where it is proven who it is; `resource` is what it was done to.
  func note(_ resource: Resource, details: JSONObject = [:]) { note(call.endpoint.act, resource, details: details) }

  /// The same for an act that is not the endpoint's own, or that failed.
  func note(_ act: OperationKind, _ resource: Resource, details: JSONObject = [:], failure: (any Error)? = nil) {
    guard call.visitor.isProven else { return }
    trail.note(
      AccessEvent(
        act, resource, by: call.visitor.principal, route: call.route, remoteAddress: call.visitor.remoteAddress, filters: filters,
        details: details, failure: failure.map { Problem(unknown: $0).detail }))
  }

  /// What the call narrows.
  private var filters: JSONObject {
    JSONObject(call.query.given.filter { $0.key != QueryParameter.cursor.name }.map { ($0.key, .string($0.value)) })
  }

  /// What is asked, however much of it at once.
  private var question: String {
    let answerOnly: Set = ["limit", "full", QueryParameter.cursor.name]
    let narrowing = call.query.given.filter { !answerOnly.contains($0.key) }.sorted { $0.key < $1.key }
    return JSONWriter.text(
      of: .array(
        [.string(call.endpoint.rawValue), .string(String(call.tail))] + narrowing.flatMap { [.string($0.key), .string($0.value)] }))
  }
}
