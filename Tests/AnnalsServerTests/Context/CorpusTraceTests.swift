import Annals
import AnnalsTestSupport
import HTTPTypes
import InMemoryTracing
import Testing

@testable import AnnalsServer

/// The corpus in whatever a request has, and what an exporter of traces gets of it.
@Suite("Secrets, in traces", .serialized, .timeLimit(.minutes(10)))
struct CorpusTraceTests {
  /// One secret of each kind.
  private static let secrets = SecretCorpus.oneOfEachKind.map { SecretCorpus.secrets[$0] }
  private static let hunt = SecretHunt()
  private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

  /// Headers that have the secret wherever a trace's have something.
  private static func headers(_ text: String) throws -> HTTPFields {
    var headers: HTTPFields = [.contentType: "application/json"]
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return headers }
    let isParent = text.utf8.count % 2 == 0
    headers[try #require(HTTPField.Name("traceparent"))] = isParent ? Self.parent : "00-\(text)-\(text)-01"
    headers[try #require(HTTPField.Name("tracestate"))] = "vendor=\(text)"
    headers[try #require(HTTPField.Name("baggage"))] = "key=\(text),user=\(text)"
    headers[try #require(HTTPField.Name("X-Request-ID"))] = String(text.prefix(128))
    headers[try #require(HTTPField.Name("X-Change-Reason"))] = text
    return headers
  }

  @Test("None of the corpus is in a span's name, attributes, events or errors, nor in what a record keeps of its trace")
  func spans() async throws {
    let tracer = TestTracer.shared
    tracer.clearFinishedSpans()
    let store = MemoryStore()
    try await withServer(store: ObservedStore(store)) { (client, history) async throws in
      for (number, secret) in Self.secrets.enumerated() {
        let headers = try Self.headers(secret.text)
        var record = SecretPlaces.record(holding: secret.text, number: number).json
        record["history_id"] = nil
        var metadata = record["metadata"]?.object ?? [:]
        if number.isMultiple(of: 2) { metadata["trace_id"] = .string(secret.text) }
        metadata["span_id"] = .string(secret.text)
        record["metadata"] = .object(metadata)
        #expect(try await client.post("/api/history/records", JSONWriter.text(of: record), headers: headers).status == 202)
        let value = PercentCoding.encode(secret.text)
        for path in ["resource/PROMPT/\(value)", "recent?limit=\(value)", value] {
          _ = try await client.get("/api/history/\(path)", headers: headers)
        }
        // What names no place of its own in a span is tried with some.
        guard number.isMultiple(of: 9) else { continue }
        for path in ["recent?user_id=\(value)", "recent?trace_id=\(value)", "records/\(value)", "alerts?cursor=\(value)", "plans/\(value)"]
        {
          _ = try await client.get("/api/history/\(path)", headers: headers)
        }
        for page in ["/search?text=\(value)", "/users/\(value)", "/operations/\(value)", "/\(value)"] {
          _ = try await client.get(page, headers: headers)
        }
      }
      try await history.flush()
    }
    let spans = tracer.finishedSpans
    #expect(spans.count > 4 * Self.secrets.count)
    let found = Self.hunt.secrets(in: spans.map(\.told).joined(separator: "\n"))
    #expect(found.isEmpty, "\(found) are in spans")
    // Names and values are few, as an exporter has to pay for each.
    #expect(Set(spans.map(\.told)).count < 100)

    let records = try await store.records(matching: RecordFilter(), after: nil, limit: 1000).records
    #expect(records.count == Self.secrets.count)
    #expect(records.contains { $0.metadata["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736" })
    let kept = Self.hunt.secrets(in: records.map { JSONWriter.text(of: $0.metadata) }.joined(separator: "\n"))
    #expect(kept.isEmpty, "\(kept) are in metadata")
  }

  @Test("A store's failure that tells a secret is no span's: its kind is")
  func failures() async throws {
    let tracer = TestTracer.shared
    let secret = Self.secrets[0].text
    let failure = HistoryError(.storeUnavailable, "the engine says \(secret)")
    await #expect(throws: HistoryError.self) { try await ObservedStore(BrokenStore(error: failure)).checkReadiness() }
    let told = tracer.finishedSpans.map(\.told).joined(separator: "\n")
    #expect(told.contains("annals.store."))
    #expect(Self.hunt.secrets(in: told).isEmpty)
  }
}
