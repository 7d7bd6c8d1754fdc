import Annals
import AnnalsSQLite
import AnnalsTestSupport
import AsyncHTTPClient
import Foundation
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Testing

@testable import AnnalsServer

@Suite("The server as a service")
struct ServerLifecycleTests {
  private static func post(_ body: String, to port: Int) async throws -> Int {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/api/history/records")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-ndjson")
    request.body = .bytes(ByteBuffer(string: body))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    _ = try await response.body.collect(upTo: 1024 * 1024)
    return Int(response.status.code)
  }

  private static func get(_ path: String, from port: Int) async throws -> JSONObject {
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)"), timeout: .seconds(60))
    let body = try await response.body.collect(upTo: 64 * 1024 * 1024)
    return try #require(try JSONParser.parse(Array(body.readableBytesView)).object)
  }

  @Test("Many clients at once write and read, and a graceful shutdown stores what was accepted")
  func concurrentLoad() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(path: folder.appendingPathComponent("annals.sqlite").path)
    let log = LogCollector()
    let history = try HistoryService(store: store, logger: log.logger)
    var configuration = HistoryServerConfiguration()
    configuration.port = 0
    let (ports, continuation) = AsyncStream<Int>.makeStream()
    let server = try HistoryServer(history: history, configuration: configuration, logger: log.logger)
      .application { continuation.yield($0) }
    let group = ServiceGroup(services: [history.recorder, server], logger: log.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let port = try #require(await iterator.next())
      #expect(port > 0)
      try await withThrowingTaskGroup(of: Void.self) { clients in
        for client in 0..<16 {
          clients.addTask { () async throws in
            for request in 0..<5 {
              let body = (0..<20).map { promptJSON("c\(client)-\(request)-\($0)") }.joined(separator: "\n")
              #expect(try await Self.post(body, to: port) == 202)
              #expect(try await Self.get("/api/history/recent?limit=10", from: port)["records"]?.array != nil)
            }
          }
        }
        try await clients.waitForAll()
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
    #expect(try await history.statistics().total == 16 * 5 * 20)
    #expect(!log.lines.contains { $0.hasPrefix("error") })
  }

  @Test("A port that is taken is an error of run")
  func takenPort() async throws {
    try await withServer { client, history in
      var configuration = HistoryServerConfiguration()
      configuration.port = try #require(client.http.port)
      configuration.host = "localhost"
      let second = try HistoryServer(history: history, configuration: configuration).application()
      await #expect(throws: (any Error).self) { try await second.run() }
    }
  }
}
