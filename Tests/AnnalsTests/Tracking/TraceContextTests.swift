import AnnalsTestSupport
import Instrumentation
import ServiceContextModule
import Testing

@testable import Annals

@Suite("Traces", .serialized)
struct TraceContextTests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let span = "00f067aa0ba902b7"

  /// What another library's tracer keeps, and hands on as `traceparent`.
  private enum OtherKey: ServiceContextKey { typealias Value = String }

  private struct OtherTracer: Instrument {
    func extract<Carrier, Extract: Extractor>(_ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract)
    where Extract.Carrier == Carrier {}
    func inject<Carrier, Inject: Injector>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
    where Inject.Carrier == Carrier {
      if let parent = context[OtherKey.self] { injector.inject(parent, forKey: "Traceparent", into: &carrier) }
    }
  }

  /// The process's instrument, which can be set once; without its key in the context it does nothing.
  private static let bootstrapped: Void = InstrumentationSystem.bootstrap(OtherTracer())

  @Test("A traceparent is read and handed on as the specification says")
  func read() throws {
    let trace = try #require(
      TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01", tracestate: "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7"))
    #expect(trace.traceID == Self.trace && trace.spanID == Self.span && trace.isSampled)
    #expect(trace.state == "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7")
    #expect(trace.traceparent == "00-\(Self.trace)-\(Self.span)-01")
    // A later version may have more, and is handed on as this one.
    let later = try #require(TraceContext(traceparent: "cc-\(Self.trace)-\(Self.span)-03-what-ever"))
    #expect(later.traceparent == "00-\(Self.trace)-\(Self.span)-01")
    #expect(try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-00")).isSampled == false)
    #expect(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-00", tracestate: String(repeating: "a", count: 513))?.state == nil)
    #expect(TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-00", tracestate: "a=1\nx: y")?.state == nil)
  }

  @Test(
    "What is no traceparent is none",
    arguments: [
      "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-01-", "00-\(trace)-\(span)-01-more",
      "ff-\(trace)-\(span)-01",
      "00-\(trace.uppercased())-\(span)-01", "00-\(trace.dropLast())-\(span)-01", "00-\(trace)-\(span)0-01", "00-\(trace)-\(span)-0g",
      "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01", "0-\(trace)-\(span)-01",
      " 00-\(trace)-\(span)-01",
      "00-\(trace)-\(span)-01 ", "00_\(trace)_\(span)_01",
    ])
  func refused(text: String) { #expect(TraceContext(traceparent: text) == nil) }

  /// The record of an operation that is logged in a context.
  private func record(_ change: (inout ServiceContext) -> Void) async throws -> HistoryRecord {
    let history = try HistoryService(store: MemoryStore(), logger: LogCollector().logger)
    var context = ServiceContext.topLevel
    change(&context)
    try await history.recording {
      ServiceContext.$current.withValue(context) { history.log(.update, "PROMPT", id: "p-1", user: "ann") }
    }
    return try #require(try await history.records().records.first)
  }

  @Test("What happens in a trace has its ids in the record; what happens in none has not")
  func kept() async throws {
    _ = Self.bootstrapped
    let record = try await record { $0.trace = TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01") }
    #expect(record.metadata["trace_id"] == .string(Self.trace) && record.metadata["span_id"] == .string(Self.span))
    #expect(try await self.record { _ in }.metadata["trace_id"] == nil)
  }

  @Test("A tracer of another library that hands on traceparent is understood, before the request's own header")
  func otherTracer() async throws {
    _ = Self.bootstrapped
    let own = "b7ad6b7169203331"
    let record = try await record { context in
      context.trace = TraceContext(traceparent: "00-\(Self.trace)-\(Self.span)-01")
      context[OtherKey.self] = "00-\(Self.trace)-\(own)-01"
    }
    #expect(record.metadata["trace_id"] == .string(Self.trace) && record.metadata["span_id"] == .string(own))
    var context = ServiceContext.topLevel
    #expect(TraceContext.headers(in: context).isEmpty)
    context[OtherKey.self] = "00-\(Self.trace)-\(own)-01"
    #expect(TraceContext.headers(in: context).map { "\($0.name): \($0.value)" } == ["traceparent: 00-\(Self.trace)-\(own)-01"])
  }

  @Test("Without a tracer a trace goes out as it came in, state included")
  func propagation() throws {
    struct Dictionary: Extractor, Injector {
      func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
      func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
    }
    let headers = ["traceparent": "00-\(Self.trace)-\(Self.span)-01", "tracestate": "a=b"]
    var context = ServiceContext.topLevel
    TracePropagation().extract(headers, into: &context, using: Dictionary())
    var out: [String: String] = [:]
    TracePropagation().inject(context, into: &out, using: Dictionary())
    #expect(out == headers)
    var none: [String: String] = [:]
    TracePropagation().inject(.topLevel, into: &none, using: Dictionary())
    #expect(none.isEmpty)
  }
}
