import AWSClient
import AnnalsMetrics
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsCLI

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `/metrics` of a real server, over a socket, read by a parser of the format.
@Suite("Metrics of a running server")
struct MetricsTests {
  private func scrape(_ server: RunningServer, key: String? = nil) async throws -> (response: HTTPURLResponse, text: String) {
    var request = URLRequest(url: try #require(URL(string: server.url + "/metrics")))
    if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
    let (data, response) = try await URLSession.shared.data(for: request)
    return (try #require(response as? HTTPURLResponse), String(decoding: data, as: UTF8.self))
  }

  private func post(_ server: RunningServer, _ body: String) async throws {
    var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/records")))
    request.httpMethod = "POST"
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("wait=20", forHTTPHeaderField: "Prefer")
    request.httpBody = Data(body.utf8)
    let (_, response) = try await URLSession.shared.data(for: request)
    try #require((response as? HTTPURLResponse)?.statusCode == 201)
  }

  private static let record =
    #"{"operation_type":"DELETE","resource_type":"PROMPT","resource_id":"p-secret-id","user_id":"ann@example.org"}"#

  @Test(
    "A server that was used tells what its pipeline, store, journal and HTTP did, each metric with its help, and no id or name of history")
  func exercised() async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder)
    for _ in 0..<3 { try await post(server, Self.record) }
    for path in ["/api/history/recent", "/api/history/resource/PROMPT/p-secret-id", "/api/history/recent?limit=x", "/nothing/here"] {
      _ = try await Answer(of: server.url + path)
    }
    let (response, text) = try await scrape(server)
    #expect(response.value(forHTTPHeaderField: "Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
    let metrics = try Exposition(text)
    #expect(metrics.value("annals_records_recorded_total") == 3)
    #expect(metrics.value("annals_records_stored_total", ["store": "sqlite"]) == 3)
    #expect(metrics.value("annals_records_lost_total") == 0)
    #expect(metrics.value("annals_queue_depth") == 0 && metrics.value("annals_queue_age_seconds") == 0)
    #expect(metrics.value("annals_queue_capacity") == 10_000)
    #expect(metrics.value("annals_journal_trouble") == 0)
    #expect(try #require(metrics.value("annals_journal_limit_bytes")) > 0)
    #expect(try #require(metrics.value("annals_store_call_duration_seconds_count", ["store": "sqlite", "call": "append"])) >= 1)
    #expect(try #require(metrics.value("annals_store_call_duration_seconds_count", ["call": "records"])) >= 2)
    func requests(_ route: String, _ status: String) -> Double? {
      metrics.value("http_server_request_duration_seconds_count", ["http_route": route, "http_response_status_class": status])
    }
    #expect(requests("/api/history/records", "2xx") == 3)
    #expect(requests("/api/history/resource/{type}/{id}", "2xx") == 1)
    #expect(requests("/api/history/recent", "4xx") == 1)
    #expect(requests("none", "4xx") == 1)
    #expect(metrics.value("http_server_active_requests") == 1, "the scrape itself")
    #expect(metrics.samples("annals_build_info").first?.labels["version"] == Version.text)
    for word in ["p-secret-id", "ann@example.org", "PROMPT"] { #expect(!text.contains(word)) }

    let described = Set(MetricTable.all.map(\.help))
    for family in metrics.families.values where ["annals_", "aws_", "http_"].contains(where: { family.name.hasPrefix($0) }) {
      guard family.name != "annals_metrics_refused_series_total" else { continue }
      #expect(described.contains(family.help), "\(family.name) is not described in MetricTable")
    }
    #expect(await server.stop() == 0)
  }

  @Test("Where keys are asked for, that of a monitor is let in and sees nothing else; without one nobody is")
  func access() async throws {
    let folder = try CommandFolder()
    let made = try await folder.run("keys", "make", "--user", "prometheus", "--role", "monitor")
    let key = try #require(made.output.split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("annals_") }.map(String.init))
    let server = try await RunningServer(in: folder, ["--auth", "keys"])
    #expect(try await scrape(server).response.statusCode == 401)
    let (response, text) = try await scrape(server, key: key)
    #expect(response.statusCode == 200)
    _ = try Exposition(text)
    var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/recent")))
    request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization")
    let (_, refused) = try await URLSession.shared.data(for: request)
    #expect((refused as? HTTPURLResponse)?.statusCode == 403)
    #expect(await server.stop() == 0)
  }

  @Test("On DynamoDB the calls to AWS are told by operation, and their failures by the service's code")
  func aws() async throws {
    try await CommandTable.with { table in
      try await table.run("setup")
      let server = try await RunningServer(in: table.folder, environment: table.environment)
      try await post(server, Self.record)
      _ = try await Answer(of: server.url + "/api/history/recent")
      let before = try Exposition(try await scrape(server).text)
      #expect(try #require(before.value("aws_client_call_duration_seconds_count", ["service": "dynamodb", "operation": "Query"])) >= 1)
      #expect(try #require(before.value("annals_dynamodb_requests_total")) >= 1)
      #expect(before.value("annals_records_stored_total", ["store": "dynamodb"]) == 1)

      _ = try await table.dynamoDB.deleteTable(.init(tableName: CommandTable.name))
      _ = try await Answer(of: server.url + "/api/history/recent")
      let after = try Exposition(try await scrape(server).text)
      #expect(try #require(after.value("aws_client_calls_failed_total", ["error_type": "ResourceNotFoundException"])) >= 1)
      #expect(try #require(after.value("annals_store_call_failures_total", ["call": "records"])) >= 1)
      _ = await server.stopAtOnce()
    }
  }
}
