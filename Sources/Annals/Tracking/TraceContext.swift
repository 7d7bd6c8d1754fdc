import Instrumentation
public import ServiceContextModule

/// Where in a distributed trace something happens: the trace, and the span that it belongs to.
///
/// Source: W3C Trace Context, sections 3.2 (`traceparent`) and 3.3 (`tracestate`).
public struct TraceContext: Hashable, Sendable {
  /// The trace: 32 hexadecimal digits; `metadata.trace_id` of the records that belong to it.
  public let traceID: String
  /// The span: 16 hexadecimal digits; `metadata.span_id`.
  public let spanID: String
  /// Whether who began the trace records it.
  public let isSampled: Bool
  /// What tracers along the way want to be handed on, as it came.
  public let state: String?

  private static let version = "00"
  /// The most bytes of `tracestate` that are handed on: as many as everyone must take.
  private static let stateLength = 512

  /// Reads the headers of a request; `nil` where `traceparent` is none.
  public init?(traceparent: String, tracestate: String? = nil) {
    let parts = traceparent.split(separator: "-", maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count >= 4, Self.isHex(parts[0], 2), parts[0] != "ff", Self.isHex(parts[1], 32), Self.isHex(parts[2], 16),
      Self.isHex(parts[3], 2), parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
    else { return nil }
    // Later versions may have more behind a dash; this one has not.
    guard parts.count == 4 || parts[0] != Self.version else { return nil }
    traceID = String(parts[1])
    spanID = String(parts[2])
    isSampled = UInt8(parts[3], radix: 16).map { $0 & 1 == 1 } ?? false
    state = tracestate.flatMap { text in
      (1...Self.stateLength).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } ? text : nil
    }
  }

  /// The header as it is handed on.
  public var traceparent: String { "\(Self.version)-\(traceID)-\(spanID)-0\(isSampled ? 1 : 0)" }

  private static func isHex(_ text: Substring, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

extension TraceContext {
  static let parentHeader = "traceparent"
  static let stateHeader = "tracestate"

  /// Where something that happens in a context belongs: as the process's tracer hands it on, else as it came with the request.
  ///
  /// Any tracer of swift-distributed-tracing that writes `traceparent` is understood.
  public static func current(in context: ServiceContext?) -> TraceContext? {
    guard let context else { return nil }
    var headers: [String: String] = [:]
    InstrumentationSystem.instrument.inject(context, into: &headers, using: HeaderInjector())
    return headers[parentHeader].flatMap { TraceContext(traceparent: $0, tracestate: headers[stateHeader]) } ?? context.trace
  }

  /// The headers that hand a trace on, for requests to others such as webhooks; none where there is no trace.
  package static func headers(in context: ServiceContext? = .current) -> [(name: String, value: String)] {
    guard let trace = current(in: context) else { return [] }
    return [(parentHeader, trace.traceparent)] + (trace.state.map { [(stateHeader, $0)] } ?? [])
  }

  /// What goes into a record's metadata.
  var metadata: [(String, JSONValue)] { [("trace_id", .string(traceID)), ("span_id", .string(spanID))] }

  private struct HeaderInjector: Injector {
    func inject(_ value: String, forKey key: String, into headers: inout [String: String]) { headers[key.lowercased()] = value }
  }
}

private enum TraceContextKey: ServiceContextKey {
  typealias Value = TraceContext
  static let nameOverride: String? = "annals-trace"
}

extension ServiceContext {
  /// The trace that a request came with.
  public var trace: TraceContext? {
    get { self[TraceContextKey.self] }
    set { self[TraceContextKey.self] = newValue }
  }
}

extension HistoryRecord {
  /// The record as a part of a trace, unless it names one itself.
  package func traced(_ trace: TraceContext?) -> HistoryRecord {
    guard let trace, metadata["trace_id"] == nil else { return self }
    var metadata = metadata
    for (name, value) in trace.metadata { metadata[name] = value }
    return replacing(before: before, after: after, metadata: metadata)
  }
}
