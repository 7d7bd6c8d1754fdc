import Annals
import AnnalsTestSupport

/// Keeps nothing: alerts are asked for over HTTP.
private struct Nowhere: AlertDelivery {
  let name = "nowhere"
  let kind = "nowhere"
  let told: AsyncStream<Void>.Continuation
  func deliver(_ notice: AlertNotice) { told.yield() }
}

extension MemoryStore {
  /// A store in which ann and ben deleted 12 resources each, with the alerts of that.
  static func alerted() async throws -> MemoryStore {
    let store = MemoryStore()
    var options = HistoryConfiguration()
    options.recorder = .fast
    let history = try HistoryService(store: store, configuration: options, logger: LogCollector().logger)
    let (told, continuation) = AsyncStream<Void>.makeStream()
    var configuration = AlertConfiguration()
    configuration.rules = try AlertRules(Array(AlertRule.standard.prefix(2)))
    configuration.deliveries = [Nowhere(told: continuation)]
    configuration.gatherInterval = .milliseconds(100)
    let alerts = try AlertService(history: history, configuration: configuration, logger: LogCollector().logger)
    try await history.recording {
      let running = Task { try await alerts.run() }
      for user in ["ann", "ben"] {
        for number in 0..<12 { history.log(.delete, "PROMPT", id: "p-\(number)", user: user, before: ["secret": "x"] as JSONObject) }
      }
      try await history.flush()
      // The rule of all and the rule of users tell once each.
      for await _ in told.prefix(2) {}
      running.cancel()
      try await running.value
    }
    return store
  }
}
