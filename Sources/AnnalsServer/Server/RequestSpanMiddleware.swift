import Annals
import HTTPTypes
import Hummingbird
import Instrumentation
import ServiceContextModule
import Tracing

/// Makes a span of each request through the process's tracer, as a part of the trace that it came with; by its route, never by its path.
struct RequestSpanMiddleware: RouterMiddleware {
  typealias Context = HistoryServerContext

  func handle(
    _ request: Request, context: HistoryServerContext, next: (Request, HistoryServerContext) async throws -> Response
  ) async throws -> Response {
    var service = ServiceContext.current ?? .topLevel
    InstrumentationSystem.instrument.extract(request.headers, into: &service, using: TraceHeaders())
    let method = request.method.rawValue.prefix(20)
    return try await withSpan("\(method)", context: service, ofKind: .server) { span in
      let response = try await next(request, context)
      let route = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "none"
      span.operationName = "\(method) \(route)"
      span.attributes["http.request.method"] = "\(method)"
      span.attributes["http.route"] = route
      span.attributes["http.response.status_code"] = response.status.code
      if response.status.kind == .serverError { span.setStatus(SpanStatus(code: .error)) }
      return response
    }
  }
}

/// Reads the headers of a request for tracers. A header that comes twice says nothing: `traceparent` must not.
struct TraceHeaders: Extractor {
  func extract(key: String, from headers: HTTPFields) -> String? {
    guard let name = HTTPField.Name(key) else { return nil }
    let values = headers[values: name]
    return values.count == 1 ? values.first : key.lowercased() == "tracestate" && !values.isEmpty ? values.joined(separator: ",") : nil
  }
}
