import Annals
import AnnalsTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("Limits, over a socket")
struct ServerLimitTests {
  private func configuration(_ change: (inout ServerLimits) -> Void) -> HistoryServerConfiguration {
    var configuration = HistoryServerConfiguration()
    configuration.limits.refusalDelay = .zero
    change(&configuration.limits)
    return configuration
  }

  @Test("Who sends too many requests is told with 429 when to ask again, and is asked whether alive all the same")
  func rate() async throws {
    try await withServer(configuration: configuration { ($0.requestRate, $0.requestBurst) = (1, 5) }) { client, _ in
      var refused: Reply?
      for _ in 0..<20 where refused == nil {
        let reply = try await client.get("/api/history/recent")
        if reply.status == 429 { refused = reply } else { #expect(reply.status == 200) }
      }
      let reply = try #require(refused)
      #expect(try reply.code == "too_many_requests")
      #expect(reply.headers[.retryAfter] == "1")
      #expect(reply.headers.value(of: "X-Content-Type-Options") == "nosniff")
      for _ in 0..<20 { #expect(try await client.get("/healthz").status == 200) }
      var statuses: [Int] = []
      for _ in 0..<5 { statuses.append(try await client.post("/api/history/records", promptJSON()).status) }
      #expect(statuses.contains(429))
    }
  }

  @Test("Made-up credentials do not go around the limit of an address")
  func madeUpCredentials() async throws {
    try await withServer(configuration: configuration { ($0.requestRate, $0.requestBurst) = (1, 5) }) { client, _ in
      var statuses: [Int] = []
      for number in 0..<20 {
        statuses.append(try await client.get("/api/history/stats", headers: [.authorization: "Bearer \(number)"]).status)
      }
      #expect(statuses.contains(429))
    }
  }

  @Test("A connection too many of one address is closed, and others stay")
  func connections() async throws {
    try await withServer(configuration: configuration { $0.connectionsPerAddress = 1 }) { client, _ in
      #expect(try await client.get("/healthz").status == 200)
      let port = try #require(client.http.port)
      let second = try await RawConnection.send(text: "GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n", port: port)
      #expect(second.bytes.isEmpty)
      let other = try await RawConnection.send(
        Array("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8), port: port, from: "127.0.0.2")
      #expect(other.statuses == [200])
      #expect(try await client.get("/healthz").status == 200)
    }
  }

  @Test(
    "A connection that sends nothing, or headers a byte at a time, is closed in its time", arguments: ["", "GET /healthz HTTP/1.1\r\nHo"])
  func slowHead(text: String) async throws {
    try await withServer(configuration: configuration { $0.headTime = .seconds(1) }) { client, _ in
      // The client's own connection has the same time, so it is not used.
      let port = try #require(client.http.port)
      let found = try await RawConnection.send(Array(text.utf8), port: port, isClosing: false)
      #expect(found.bytes.isEmpty)
      let other = try await RawConnection.send(text: "GET /healthz HTTP/1.1\nHost: x\nConnection: close\n\n", port: port)
      #expect(other.statuses == [200])
    }
  }

  @Test("A body that does not come whole is answered with 408, and no line of it is taken")
  func slowBody() async throws {
    try await withServer(configuration: configuration { $0.bodyTime = .seconds(1) }) { client, history in
      let head = "POST /api/history/records HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n"
      let text = head + promptJSON() + "\n"
      let found = try await RawConnection.send(Array(text.utf8), port: #require(client.http.port), isClosing: false)
      #expect(found.statuses == [408] && found.codes == ["too_slow"], "\(found.text)")
      try await history.flush()
      #expect(try await history.statistics().total == 0)
    }
  }
}
