import Annals
import AnnalsTestSupport
import HummingbirdTesting
import Testing

@testable import AnnalsServer

/// Requests that are wrong as HTTP, sent as bytes over a socket.
@Suite("Requests that are no good HTTP")
struct MalformedRequestTests {
  /// Sends bytes to a fresh server; gives what came back. The server must be well after it, and have logged no failure.
  private func answers(to bytes: [UInt8], isClosing: Bool = true) async throws -> RawConnection.Answers {
    let log = LogCollector()
    let answers = try await withValue { box in
      try await withServer(logger: log.logger) { client, history in
        let port = try #require(client.http.port)
        box.set(try await RawConnection.send(bytes, port: port, isClosing: isClosing))
        #expect(try await client.get("/healthz").status == 200)
        try await history.flush()
        #expect(try await history.statistics().total == 0)
      }
    }
    #expect(!log.lines.contains { $0.hasPrefix("error") || $0.hasPrefix("warning") || $0.contains("\n") }, "\(log.lines)")
    return answers
  }

  private func answers(to text: String, isClosing: Bool = true) async throws -> RawConnection.Answers {
    try await answers(to: Array(text.replacing("\n", with: "\r\n").utf8), isClosing: isClosing)
  }

  @Test(
    "A request whose length is not clear is refused, and what follows it is not read as another",
    arguments: [
      "Content-Length: 4\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\nContent-Length: 4",
      "Content-Length: 4\nContent-Length: 5",
      "Content-Length: 4\nContent-Length: 4", "Content-Length: 4, 5", "Content-Length: +4", "Content-Length: -1", "Content-Length: 0x4",
      "Content-Length: 4 4", "Content-Length: 99999999999999999999", "Content-Length: ", "Transfer-Encoding: xchunked",
      "Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity, chunked, chunked", "Transfer-Encoding : chunked",
      "Content-Length : 4", " Content-Length: 4", "Transfer-Encoding:\u{0B}chunked",
    ])
  func unclearLength(headers: String) async throws {
    let smuggled = "GET /api/history/recent HTTP/1.1\nHost: x\n\n"
    let text = "POST /api/history/records HTTP/1.1\nHost: x\nContent-Type: application/json\n\(headers)\n\n0\n\n\(smuggled)"
    let found = try await answers(to: text)
    #expect(found.statuses == [400], "\(found.text)")
  }

  @Test(
    "Headers and request lines that are none are refused",
    arguments: [
      "GET /healthz HTTP/1.1\nHost: x\nX-A: 1\n folded\n\n", "GET /healthz HTTP/1.1\nHost: x\nX A: 1\n\n",
      "GET /healthz HTTP/1.1\nHost: x\n: 1\n\n",
      "GET /healthz HTTP/1.1\nHost: x\nX-A\n\n", "GET /healthz HTTP/1.1\nHost: x\nX-\u{0}A: 1\n\n",
      "GET /healthz HTTP/1.1\nHost: x\nX-A: 1\u{0}2\n\n",
      "GET /healthz HTTP/9.9\nHost: x\n\n", "GET /healthz\n\n", "BREW /healthz HTTP/1.1\nHost: x\n\n", "get /healthz HTTP/1.1\nHost: x\n\n",
      "GET /a b HTTP/1.1\nHost: x\n\n", "GET /\u{1B}[31m HTTP/1.1\nHost: x\n\n",
      "\u{0}\u{1}\u{2}\n\n",
      "PRI * HTTP/2.0\n\nSM\n\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}\n\n",
    ])
  func noHTTP(text: String) async throws {
    let found = try await answers(to: text)
    #expect(found.statuses.count == 1 && (400..<500).contains(found.statuses.first ?? 0), "\(found.text)")
    #expect(found.codes.count == 1, "\(found.text)")
  }

  @Test("A request that is cut off anywhere is answered or dropped, and no line of it is taken")
  func cutOff() async throws {
    let body = promptJSON("a") + "\n" + promptJSON("b") + "\n"
    let head = "POST /api/history/records HTTP/1.1\nHost: x\nContent-Type: application/x-ndjson\nContent-Length: \(body.utf8.count)\n\n"
    let whole = Array((head.replacing("\n", with: "\r\n") + body).utf8)
    let log = LogCollector()
    try await withServer(logger: log.logger) { client, history in
      let port = try #require(client.http.port)
      for end in stride(from: 1, to: whole.count, by: 7) {
        let found = try await RawConnection.send(Array(whole[..<end]), port: port)
        #expect(found.statuses.allSatisfy { (400..<500).contains($0) }, "\(end): \(found.text)")
      }
      try await history.flush()
      #expect(try await history.statistics().total == 0)
    }
    #expect(!log.lines.contains { $0.hasPrefix("error") }, "\(log.lines)")
  }

  @Test(
    "A chunk that is none is refused",
    arguments: ["zz\nabc\n0\n\n", "-1\n\n", "FFFFFFFFFFFFFFFFFF\nabc\n", "3\nabcd\n0\n\n", "3;\u{0}\nabc\n0\n\n"])
  func badChunk(chunks: String) async throws {
    let found = try await answers(
      to: "POST /api/history/records HTTP/1.1\nHost: x\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n\(chunks)")
    #expect(found.statuses == [400], "\(found.text)")
  }

  @Test("Headers that are too large or too many are answered with 431, a path or a query that is too long with 414")
  func sizes() async throws {
    let long = String(repeating: "a", count: 30_000)
    #expect(try await answers(to: "GET /healthz HTTP/1.1\nHost: x\nX-Long: \(long)\n\n").statuses == [431])
    let many = (0..<200).map { "X-\($0): 1\n" }.joined()
    #expect(try await answers(to: "GET /healthz HTTP/1.1\nHost: x\n\(many)\n").statuses == [431])
    let large = (0..<80).map { "X-\($0): \(String(repeating: "a", count: 1000))\n" }.joined()
    #expect(try await answers(to: "GET /healthz HTTP/1.1\nHost: x\n\(large)\n").statuses == [431])
    let path = String(repeating: "a", count: 9_000)
    #expect(try await answers(to: "GET /api/history/resource/A/\(path) HTTP/1.1\nHost: x\nConnection: close\n\n").statuses == [414])
    #expect(try await answers(to: "GET /api/history/recent?cursor=\(path) HTTP/1.1\nHost: x\nConnection: close\n\n").statuses == [414])
    let endless = try await answers(to: "GET /" + String(repeating: "a", count: 500_000))
    #expect(endless.statuses == [431] || endless.statuses == [414], "\(endless.text)")
  }

  @Test(
    "What a client writes into headers comes back in none",
    arguments: ["X-Request-ID", "traceparent", "Idempotency-Key", "X-Change-Reason"])
  func headerInjection(name: String) async throws {
    for value in ["a%0d%0aSet-Cookie: x=1", "a\u{85}Set-Cookie: x=1", "a\tSet-Cookie: x=1", "a\rSet-Cookie: x=1"] {
      let found = try await answers(to: "GET /api/history/recent HTTP/1.1\nHost: x\n\(name): \(value)\nConnection: close\n\n")
      #expect(!found.text.split(separator: "\r\n").contains { $0.lowercased().hasPrefix("set-cookie") }, "\(found.text)")
      #expect(found.statuses.count == 1 && (found.statuses[0] == 200 || found.statuses[0] == 400), "\(found.text)")
    }
  }

  @Test("A body that goes on after it was refused is not read to its end")
  func endlessBody() async throws {
    let head = "POST /api/history/records HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40000000\r\n\r\n"
    let found = try await answers(to: Array(head.utf8) + [UInt8](repeating: 0x20, count: 30_000_000), isClosing: false)
    #expect(found.statuses == [413] || found.statuses.isEmpty, "\(found.text)")
  }
}
