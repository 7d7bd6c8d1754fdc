import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("The route of the metrics")
struct MetricsRouteTests {
  @Test("What is collected is answered in Prometheus' media type, packed where the client reads that")
  func text() async throws {
    var configuration = HistoryServerConfiguration()
    let text = "# HELP a b\n# TYPE a gauge\na 1\n" + String(repeating: "# more\n", count: 500)
    configuration.routes.metrics = { text }
    try await withServer(configuration: configuration) { client, _ in
      let reply = try await client.get("/metrics")
      #expect(reply.status == 200 && reply.text == text)
      #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
      let packed = try await client.get("/metrics", headers: [.acceptEncoding: "gzip"])
      #expect(try GzipReader.unpack(packed.body) == Array(text.utf8))
      #expect(try await client.send(.head, "/metrics").body.isEmpty)
      #expect(try await client.post("/metrics").status == 405)
      #expect(try await client.get("/metrics?name=a").code == "unknown_parameter")
    }
  }

  @Test("Where nobody collects them the answer is 404, and says where they are")
  func none() async throws {
    try await withServer { client, _ in
      let reply = try await client.get("/metrics")
      #expect(reply.status == 404)
      #expect(try reply.detail.contains("no metrics are collected here"))
    }
  }
}
