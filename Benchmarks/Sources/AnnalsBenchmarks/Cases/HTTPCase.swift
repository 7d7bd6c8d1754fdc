import Annals
import AnnalsServer
import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Answers a second to `GET /api/history/resource/{type}/{id}` with 50 records, against a bare Hummingbird server that answers the same bytes from
/// memory under the same headers.
struct HTTPCase: BenchmarkCase {
  static let name = "http"
  private static let connections = 8

  func run(_ scope: Scope) async throws -> [Row] {
    let records = try RealOperations.records()
    let logger = RunningApplication.logger
    var limits = ServerLimits()
    // The standard ones would refuse what one client sends here.
    limits.requestRate = 0
    return try await RunningApplication.withHistory(of: records, logger: logger, limits: limits) { port in
      try await compare(port: port, path: path(of: records), logger: logger, scope)
    }
  }

  private func compare(port: Int, path: String, logger: Logger, _ scope: Scope) async throws -> [Row] {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    defer { client.shutdown { _ in } }
    let subject = "http://127.0.0.1:\(port)\(path)"
    let answer = try await client.execute(HTTPClientRequest(url: subject), timeout: .seconds(30))
    let body = try await answer.body.collect(upTo: 1 << 24)
    guard answer.status == .ok else { throw BenchmarkError("the server answered \(answer.status.code)") }

    let router = Router()
    var headers = HTTPFields()
    for (name, value) in answer.headers where !["date", "server", "content-length", "connection"].contains(name.lowercased()) {
      if let field = HTTPField.Name(name) { headers[field] = value }
    }
    let response = Response(status: .ok, headers: headers, body: .init(byteBuffer: body))
    router.get("bare") { _, _ in response }
    let ports = AsyncStream<Int>.makeStream()
    let bare = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), serverName: "annals"),
      onServerRunning: { channel in ports.continuation.yield(channel.localAddress?.port ?? 0) }, logger: logger)
    let count = scope.scale.scaled(4_000)
    let rounds = try await RunningApplication.with(bare, ports: ports.stream) { port in
      let baseline = "http://127.0.0.1:\(port)/bare"
      _ = try await load(client, baseline, count: count / 4, bytes: body.readableBytes)
      _ = try await load(client, subject, count: count / 4, bytes: body.readableBytes)
      return try await Round.interleaved(scope.rounds) {
        try await load(client, baseline, count: count, bytes: body.readableBytes)
      } subject: {
        try await load(client, subject, count: count, bytes: body.readableBytes)
      }
    }
    let notes = ["\(body.readableBytes) bytes an answer, \(Self.connections) connections, client and servers in one process"]
    return [Row(Self.name, unit: "requests/s", rounds: rounds, goal: .atLeast(0.5), notes: notes)]
  }

  /// Requests a second over as many connections at a time.
  private func load(_ client: HTTPClient, _ url: String, count: Int, bytes: Int) async throws -> Double {
    let start = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.connections {
        group.addTask {
          for _ in 0..<(count / Self.connections) {
            let answer = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
            let body = try await answer.body.collect(upTo: 1 << 24)
            guard answer.status == .ok, body.readableBytes == bytes else {
              throw BenchmarkError("\(url) answered \(answer.status.code) with \(body.readableBytes) bytes")
            }
          }
        }
      }
      try await group.waitForAll()
    }
    return Double(count / Self.connections * Self.connections) / ((ContinuousClock.now - start) / .seconds(1))
  }

  /// The path of the resource that changed most, which has more than a page of records.
  private func path(of records: [HistoryRecord]) -> String {
    let counts = Dictionary(records.map { ($0.resource, 1) }, uniquingKeysWith: +)
    guard let resource = counts.max(by: { $0.value < $1.value })?.key else { return "/" }
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
    let id = resource.id.utf8.map { allowed.contains($0) ? String(Unicode.Scalar($0)) : Self.encoded($0) }
    return "/api/history/resource/\(resource.type)/\(id.joined())?limit=50"
  }

  private static func encoded(_ byte: UInt8) -> String { "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }
}
