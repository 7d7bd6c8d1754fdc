import Annals
import Hummingbird

/// Someone's request for a page: what they ask, and history as they may see it.
struct PageVisit: Sendable {
  let page: DashboardPage
  let query: PageQuery
  /// What follows the fixed part of the path, as it came.
  let tail: Substring
  let links: Links
  let history: HistoryService
  let looking: Looking
  /// What puts resources back; `nil` where the server does not know where they are.
  let recovery: RecoveryService?
  /// Whether another user than who made a plan has to apply it.
  let needsTwo: Bool

  var visitor: Visitor { looking.call.visitor }
  var seen: ScopedHistory { ScopedHistory(history, for: visitor.principal) }
  var plans: PlanDesk { PlanDesk(history: history, recovery: recovery, needsTwo: needsTwo, looking: looking) }
  var now: Timestamp { history.recorder.now() }

  /// A page's body, for the layout.
  struct Body {
    let title: String
    let template: String
    let view: View
  }

  /// A part of the path, decoded.
  func part(_ name: String) throws(Problem) -> String { try Call.decode(tail, name) }

  /// The address of the next page of a list, with the question that it belongs to.
  func next(_ cursor: Cursor?, _ pairs: [(key: String, value: String)], at path: String) async throws -> String? {
    guard let cursor else { return nil }
    return path + Links.query(pairs + [(key: "cursor", value: try await looking.text(of: cursor))])
  }
}
