import AnnalsTestSupport
import EngineTestSupport
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A server on DynamoDB with a journal and a schedule, to which everything has happened that it has a metric for.
struct MonitoredServer {
  let server: RunningServer

  /// Runs a body with one; its first questions are throttled, and one is refused.
  static func run(_ body: (MonitoredServer) async throws -> Void) async throws {
    let account = DynamoDBEngine.makeAccount()
    let faults = [
      Fault.error("ProvisionedThroughputExceededException").times(2).at("Query"),
      Fault.error("AccessDeniedException").times(1).at("Query"),
    ]
    try await FaultProxy.with(faults, account: account) { url, _ in
      try await CommandTable.with(account, url: url) { table in
        try await table.run("setup")
        try table.folder.write("schedule:\n  counts:\n    job: rollup\n    at: '@yearly'\n", to: "schedule.yaml")
        let server = try await RunningServer(in: table.folder, ["--schedule", "schedule.yaml"], environment: table.environment)
        let monitored = MonitoredServer(server: server)
        try await monitored.use()
        try await body(monitored)
        _ = await server.stopAtOnce()
      }
    }
  }

  /// Sends a round of requests, good and bad ones, with deletions enough for an alert.
  func use() async throws {
    var request = URLRequest(url: URL(string: server.url + "/api/history/records") ?? URL(fileURLWithPath: "/"))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("wait=20", forHTTPHeaderField: "Prefer")
    let deletions = (1...12).map { #"{"operation_type":"DELETE","resource_type":"PROMPT","resource_id":"p-\#($0)","user_id":"ann"}"# }
    request.httpBody = Data("[\(deletions.joined(separator: ","))]".utf8)
    _ = try await URLSession.shared.data(for: request)
    let long = String(repeating: "x", count: 9000)
    for path in ["/recent", "/resource/PROMPT/p-1", "/stats", "/recent?limit=x", "/records/none", "/resource/PROMPT/\(long)"] {
      _ = try await Answer(of: server.url + "/api/history" + path)
    }
    _ = try await Answer(of: server.url + "/readyz")
    // The alert is told in the log.
    while try await metrics().value("annals_alerts_deliveries_total", ["outcome": "delivered"]) ?? 0 < 1 { await Task.yield() }
  }

  func metrics() async throws -> Exposition { try Exposition(try await Answer(of: server.url + "/metrics").text) }
}
