import Annals
import HTTPTypes
import Hummingbird

/// Answers what alerts there are, takes a person's word that they look after one, and mutes rules.
struct AlertOrders {
  let desk: AlertDesk
  let looking: Looking

  private var call: Call { looking.call }
  private var scope: AccessScope { call.visitor.principal.scope }

  /// A page of the alerts that the visitor may see, and the rules that are muted.
  func list() async throws -> Answer {
    let state = try call.query.value(.alertState) { text throws(HistoryError) in
      guard let state = Alert.State(rawValue: text) else {
        throw HistoryError(.invalidFilter, "state is \"\(text.quoted(40))\": send \(QueryParameter.alertState.expected)")
      }
      return state
    }
    let last = try call.query.value(.alertCursor) { text throws(HistoryError) in
      do throws(HistoryError) { return try AlertID(text) } catch {
        throw HistoryError(.invalidCursor, "the cursor is none of alerts: send next_cursor as the last page gave it")
      }
    }
    let limit = try call.query.whole(.alertLimit) ?? 100
    let page = try await desk.alerts(state, visibleTo: scope, after: last, limit: limit)
    let mutes = try await desk.mutes()
    looking.note(Resource.access(call.endpoint.accessPart))
    return Answer(json: [
      "alerts": .array(page.alerts.map { .object($0.json) }), "next_cursor": page.next.map { .string($0.description) } ?? .null,
      "muted_rules": .array(mutes.map { .object($0.json) }),
    ])
  }

  /// Notes that the visitor looks after an alert.
  func acknowledge() async throws -> Answer {
    Answer(json: try await acknowledge(try Call.decode(call.tail, "alert_id")).json)
  }

  /// The same for the alert of an id as it was sent.
  func acknowledge(_ text: String) async throws -> StoredAlert {
    let id: AlertID
    do throws(HistoryError) {
      id = try AlertID(text)
    } catch {
      throw Problem(error, parameter: "alert_id", value: text, expected: "alert_id as the list of alerts has it")
    }
    let missing = Problem(
      .notFound, "there is no alert with this id: it was never raised, or was over long ago", parameter: "alert_id", value: text)
    // What lies outside of the scope must not be changed by looking for it.
    guard let known = try await desk.alert(id), known.alert.subject.isWithin(scope, since: known.alert.first),
      let stored = try await desk.acknowledge(id, by: call.visitor.principal.user)
    else { throw missing }
    looking.note(Resource.access("alerts/\(id)"), details: ["rule": .string(stored.alert.rule)])
    return stored
  }

  /// Mutes a rule for a number of minutes.
  func mute() async throws -> Answer {
    let rule = try Call.decode(call.tail, "rule")
    return Answer(json: try await mute(rule, minutes: try call.query.requiredWhole(.minutes)).json)
  }

  /// The same for a rule and minutes as they were sent; 0 ends it.
  func mute(_ rule: String, minutes: Int) async throws -> AlertMute {
    guard scope.holdsAllRecords else {
      throw Problem(.forbidden, "your scope does not hold all of history, and a rule looks at all of it: ask who has no scope")
    }
    do {
      let mute = try await desk.mute(rule, for: .seconds(60 * minutes), by: call.visitor.principal.user)
      looking.note(Resource.access("alerts/rules/\(rule)"), details: mute.json)
      return mute
    } catch let error as HistoryError where error.code == .invalidAlert {
      throw Problem(error, parameter: "rule", value: rule, expected: "a rule's name: 1 to 64 of a-z, 0-9, - and _")
    }
  }
}

extension QueryParameter {
  static let alertState = QueryParameter(
    name: "state", form: .word(Alert.State.allCases.map(\.rawValue)), summary: "Only alerts that stand so.")
  static let alertLimit = QueryParameter(
    name: "limit", form: .whole(AlertDesk.pageLimits, code: .invalidLimit), summary: "Alerts of a page at most.", fallback: 100)
  static let alertCursor = QueryParameter(
    name: "cursor", form: .cursor, summary: "Where the page begins: `next_cursor` of the page before.")
  static let minutes = QueryParameter(
    name: "minutes", form: .whole(0...44_640, code: .invalidAlert), summary: "For how many minutes; 0 ends it.", isRequired: true)
}
