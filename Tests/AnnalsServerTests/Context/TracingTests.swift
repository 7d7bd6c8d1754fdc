import Annals
import AnnalsTestSupport
import HTTPTypes
import InMemoryTracing
import Testing
import Tracing

@testable import AnnalsServer

@Suite("Traces over HTTP", .serialized)
struct TracingTests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let parent = "00-\(trace)-00f067aa0ba902b7-01"

  private func traced(_ value: String) throws -> HTTPFields {
    [try #require(HTTPField.Name("traceparent")): value]
  }

  @Test("A record that is sent in a trace has its ids; one that names a trace itself keeps that; sent again in another it stays one")
  func records() async throws {
    _ = TestTracer.shared
    try await withServer { client, history in
      let own = promptJSON("named", ["metadata": ["trace_id": "mine"]])
      for headers in [try traced(Self.parent), try traced(Self.parent.replacing("4bf9", with: "5cf9"))] {
        try await client.store(
          "[\(promptJSON("traced", ["history_id": "2025-12-16T20:30:00.123456Z#UPDATE#traced#T1"])),\(own)]", headers: headers)
      }
      let records = try await history.records(matching: .init(resourceType: ResourceType("PROMPT"))).records
      let traced = records.filter { $0.resource.id == "traced" }
      #expect(traced.count == 1)
      #expect(traced.first?.metadata["trace_id"] == .string(Self.trace) && traced.first?.metadata["span_id"] == "00f067aa0ba902b7")
      #expect(
        records.filter { $0.resource.id == "named" }.allSatisfy { $0.metadata["trace_id"] == "mine" && $0.metadata["span_id"] == nil })
    }
  }

  @Test("A header that is no traceparent, or comes twice, is left alone")
  func bad() async throws {
    _ = TestTracer.shared
    try await withServer { client, history in
      let name = try #require(HTTPField.Name("traceparent"))
      var twice = HTTPFields()
      twice.append(HTTPField(name: name, value: Self.parent))
      twice.append(HTTPField(name: name, value: Self.parent))
      for (index, headers) in [try traced("00-nothing"), twice, [:]].enumerated() {
        try await client.store(promptJSON("p-\(index)"), headers: headers)
      }
      #expect(try await history.records().records.allSatisfy { $0.metadata["trace_id"] == nil })
    }
  }

  @Test("Each request is a span by its route, and each call to an observed store one within it; neither holds an id")
  func spans() async throws {
    try await withServer(store: ObservedStore(MemoryStore())) { client, _ in
      _ = try await client.get("/api/history/resource/PROMPT/p-hidden-id")
      let spans = TestTracer.shared.finishedSpans
      // Other tests' stores are not observed.
      let call = try #require(spans.last { $0.operationName == "annals.store.records" })
      let request = try #require(spans.first { $0.spanID == call.parentSpanID })
      #expect(request.operationName == "GET /api/history/resource/**" && request.traceID == call.traceID)
      #expect(request.kind == .server && call.kind == .client)
      #expect(!spans.contains { "\($0.operationName) \($0.attributes)".contains("p-hidden-id") })
    }
  }
}
