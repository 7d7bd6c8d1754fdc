import Annals
import AnnalsServer
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The dashboard's first page among 3.6 million records, against the same page among 36 thousand; and its bytes.
struct OverviewCase: BenchmarkCase {
  static let name = "overview"
  private static let requests = 20

  func run(_ scope: Scope) async throws -> [Row] {
    let records = try RealOperations.records()
    let copies = scope.scale.scaled(100)
    var limits = ServerLimits()
    // The standard ones would refuse what one client sends here.
    limits.requestRate = 0
    let logger = RunningApplication.logger
    return try await RunningApplication.withHistory(of: records, logger: logger, limits: limits) { small in
      try await RunningApplication.withHistory(
        of: records, copies: copies, logger: logger, limits: limits,
        progress: { if $0.isMultiple(of: 200_000) { scope.progress("\($0) of \(records.count * copies) records are written") } }
      ) { large in
        try await compare(small: small, large: large, notes: ["\(records.count * copies) records against \(records.count)"], scope)
      }
    }
  }

  private func compare(small: Int, large: Int, notes: [String], _ scope: Scope) async throws -> [Row] {
    let client = HTTPClient(eventLoopGroupProvider: .singleton)
    defer { client.shutdown { _ in } }
    var rows: [Row] = []
    for (name, path) in [("all", "/?range=all"), ("a month", "/?from=2013-11-01&to=2013-12-01")] {
      // Once before, so that both are read from the system's memory.
      let bytes = try await get("http://127.0.0.1:\(small)\(path)", client)
      _ = try await get("http://127.0.0.1:\(large)\(path)", client)
      let rounds = try await Round.interleaved(scope.rounds) {
        try await milliseconds("http://127.0.0.1:\(small)\(path)", client)
      } subject: {
        try await milliseconds("http://127.0.0.1:\(large)\(path)", client)
      }
      rows.append(
        Row("\(Self.name): \(name)", unit: "ms a page", rounds: rounds, goal: .atMost(1.5), notes: notes + ["\(bytes / 1000) KB of HTML"]))
    }
    return rows
  }

  private func milliseconds(_ url: String, _ client: HTTPClient) async throws -> Double {
    let start = ContinuousClock.now
    for _ in 0..<Self.requests { _ = try await get(url, client) }
    return (ContinuousClock.now - start) / .milliseconds(1) / Double(Self.requests)
  }

  /// The bytes of an answer.
  private func get(_ url: String, _ client: HTTPClient) async throws -> Int {
    let answer = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(60))
    let body = try await answer.body.collect(upTo: 1 << 24)
    guard answer.status == .ok else { throw BenchmarkError("\(url) answered \(answer.status.code)") }
    return body.readableBytes
  }
}
