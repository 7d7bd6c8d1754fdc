import Annals
import HTTPTypes
import Hummingbird
import Logging

/// Logs each request once it is answered: its route and the names of its parameters, never their values, a body or an id.
struct RequestLogMiddleware: RouterMiddleware {
  typealias Context = HistoryServerContext

  private static let knownNames = Set(Endpoint.allCases.flatMap { $0.parameters.map(\.name) })

  func handle(
    _ request: Request, context: HistoryServerContext, next: (Request, HistoryServerContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    do {
      let response = try await next(request, context)
      log(request, response, context, start.duration(to: .now))
      return response
    } catch {
      log(request, nil, context, start.duration(to: .now))
      throw error
    }
  }

  private func log(_ request: Request, _ response: Response?, _ context: HistoryServerContext, _ duration: Duration) {
    let route = context.endpointPath ?? "none"
    // Probes come every few seconds, and tell nothing while all is well.
    let isProbe = route == Endpoint.health.template || route == Endpoint.readiness.template
    let level: Logger.Level = isProbe && response?.status == .ok ? .debug : .info
    guard level >= context.logger.logLevel else { return }
    var metadata: Logger.Metadata = [
      "http.request.method": "\(request.method.rawValue.prefix(20))",
      "http.route": "\(route)",
      "http.response.status_code": "\(response?.status.code ?? 500)",
      "http.server.request.duration": "\(duration.seconds)",
    ]
    let names = (request.uri.query ?? "").split(separator: "&").prefix(20).map { String($0.prefix { $0 != "=" }) }
    // A name that no route knows may be anything, a value that lost its name included.
    if !names.isEmpty { metadata["url.query.names"] = .array(names.map { .string(Self.knownNames.contains($0) ? $0 : "unknown") }) }
    if let trace = TraceContext(request.headers) { metadata["trace_id"] = "\(trace.traceID)" }
    if let id = response?.headers.value(of: RequestIdentity.header) { metadata["annals.request_id"] = "\(id)" }
    context.logger.log(level: level, "Request answered", metadata: metadata)
  }
}

extension Duration {
  /// The duration in seconds, to the microsecond.
  fileprivate var seconds: Double { (self / .microseconds(1)).rounded() / 1_000_000 }
}
