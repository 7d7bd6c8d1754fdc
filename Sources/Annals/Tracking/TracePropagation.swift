public import Instrumentation
import ServiceContextModule

/// Hands traces on as they came, for processes that have no tracer: `traceparent` of a request goes out again with what the request causes.
///
/// The executable gives it to `InstrumentationSystem.bootstrap`; a service with a tracer of its own does not need it.
public struct TracePropagation: Instrument {
  /// Hands traces on.
  public init() {}

  /// Reads the trace that a request came with.
  public func extract<Carrier, Extract: Extractor>(_ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract)
  where Extract.Carrier == Carrier {
    guard let parent = extractor.extract(key: TraceContext.parentHeader, from: carrier) else { return }
    context.trace = TraceContext(traceparent: parent, tracestate: extractor.extract(key: TraceContext.stateHeader, from: carrier))
  }

  /// Writes the trace into a request.
  public func inject<Carrier, Inject: Injector>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
  where Inject.Carrier == Carrier {
    guard let trace = context.trace else { return }
    injector.inject(trace.traceparent, forKey: TraceContext.parentHeader, into: &carrier)
    if let state = trace.state { injector.inject(state, forKey: TraceContext.stateHeader, into: &carrier) }
  }
}
