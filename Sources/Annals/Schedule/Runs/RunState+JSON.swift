extension RunState {
  /// The state as JSON.
  package var json: JSONObject {
    var json: JSONObject = ["fence": .number(JSONNumber(fence))]
    if let lease {
      json["running"] = [
        "holder": .string(lease.holder), "expires": .string(lease.expires.description), "due": .string(lease.due.description),
        "started": .string(lease.started.description),
      ]
    }
    json["given_up"] = givenUp.map { .string($0.description) }
    if let last {
      json["last"] = [
        "due": .string(last.due.description), "started": .string(last.started.description), "ended": .string(last.ended.description),
        "outcome": .string(last.outcome.rawValue), "holder": .string(last.holder),
      ]
    }
    return json
  }

  /// Reads a document. Throws `invalidDocument`.
  init(document: StoredDocument) throws(HistoryError) {
    do throws(HistoryError) {
      guard let json = try JSONParser.parse(document.content).object, let fence = json["fence"]?.number?.int else {
        throw HistoryError(.invalidDocument, "it has no fence")
      }
      self.fence = fence
      if let running = json["running"]?.object {
        lease = Lease(
          holder: try Self.text("holder", running), expires: try Self.moment("expires", running), due: try Self.moment("due", running),
          started: try Self.moment("started", running))
      }
      if json["given_up"] != nil { givenUp = try Self.moment("given_up", json) }
      if let last = json["last"]?.object {
        guard let outcome = Outcome(rawValue: try Self.text("outcome", last)) else {
          throw HistoryError(.invalidDocument, "its outcome has no meaning")
        }
        self.last = Ended(
          due: try Self.moment("due", last), started: try Self.moment("started", last), ended: try Self.moment("ended", last),
          outcome: outcome, holder: try Self.text("holder", last))
      }
    } catch {
      throw HistoryError(
        .invalidDocument, "the document \(document.name) does not tell of runs as this version writes it: \(error.description)",
        underlying: error)
    }
  }

  private static func text(_ name: String, _ json: JSONObject) throws(HistoryError) -> String {
    guard let text = json[name]?.string else { throw HistoryError(.invalidDocument, "\(name) is missing or no string") }
    return text
  }

  private static func moment(_ name: String, _ json: JSONObject) throws(HistoryError) -> Timestamp { try Timestamp(text(name, json)) }
}
