import Instrumentation
import ServiceContextModule

/// What the process's tracer wants to be sent along, such as `traceparent`.
enum TraceHeaders {
  /// The headers of what is being done now.
  static var current: [(name: String, value: String)] {
    guard let context = ServiceContext.current else { return [] }
    var headers: [(name: String, value: String)] = []
    InstrumentationSystem.instrument.inject(context, into: &headers, using: Appending())
    return headers
  }

  private struct Appending: Injector {
    func inject(_ value: String, forKey key: String, into headers: inout [(name: String, value: String)]) { headers.append((key, value)) }
  }
}
