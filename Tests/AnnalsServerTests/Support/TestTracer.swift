import Annals
import InMemoryTracing
import Instrumentation
import Tracing

/// The tracer of the tests' process, which can be set once: it keeps spans as an exporter would get them.
enum TestTracer {
  static let shared: InMemoryTracer = {
    let tracer = InMemoryTracer()
    InstrumentationSystem.bootstrap(MultiplexInstrument([tracer, TracePropagation()]))
    return tracer
  }()
}

extension FinishedInMemorySpan {
  /// All that an exporter would tell of it.
  var told: String {
    var told = [operationName, "\(status.map { "\($0)" } ?? "")"]
    attributes.forEach { name, value in told.append("\(name)=\(value)") }
    for event in events {
      told.append(event.name)
      event.attributes.forEach { name, value in told.append("\(name)=\(value)") }
    }
    for error in errors {
      told.append("\(error.error) \(String(reflecting: error.error))")
      error.attributes.forEach { name, value in told.append("\(name)=\(value)") }
    }
    for link in links { link.attributes.forEach { name, value in told.append("\(name)=\(value)") } }
    return told.joined(separator: "\n")
  }
}
