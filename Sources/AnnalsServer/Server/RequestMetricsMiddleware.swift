import HTTPTypes
import Hummingbird
import Metrics
import Synchronization

/// Times each request by method, route and class of status, under OpenTelemetry's names. Labels are of small sets: never a path as it came.
struct RequestMetricsMiddleware: RouterMiddleware {
  typealias Context = HistoryServerContext

  private struct Labels: Hashable {
    let method: String
    let route: String
    let statusClass: String
  }

  private final class Timers: Sendable {
    private let made = Mutex<[Labels: Metrics.Timer]>([:])

    func timer(_ labels: Labels) -> Metrics.Timer {
      made.withLock { made in
        if let timer = made[labels] { return timer }
        let timer = Metrics.Timer(
          label: "http.server.request.duration",
          dimensions: [
            ("http.request.method", labels.method), ("http.route", labels.route), ("http.response.status_class", labels.statusClass),
          ])
        made[labels] = timer
        return timer
      }
    }
  }

  private let templates: [String: String]
  private let timers = Timers()
  private let active = Meter(label: "http.server.active_requests")

  /// What method a request has that is none of the usual: OpenTelemetry's word.
  private static let otherMethod = "_OTHER"
  private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]

  /// Routes are called as the OpenAPI document calls them.
  init(rootPath: String) {
    templates = Dictionary(
      Endpoint.allCases.map { ($0.routerPath(below: rootPath), $0.documentPath(below: rootPath)) }, uniquingKeysWith: { first, _ in first })
  }

  func handle(
    _ request: Request, context: HistoryServerContext, next: (Request, HistoryServerContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    active.increment(by: 1)
    defer { active.decrement(by: 1) }
    do {
      let response = try await next(request, context)
      record(request, response.status, context, since: start)
      return response
    } catch {
      record(request, .internalServerError, context, since: start)
      throw error
    }
  }

  private func record(
    _ request: Request, _ status: HTTPResponse.Status, _ context: HistoryServerContext, since start: ContinuousClock.Instant
  ) {
    // What no route takes has a word there in place of a path.
    let path = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil }
    let labels = Labels(
      method: Self.methods.contains(request.method) ? request.method.rawValue : Self.otherMethod,
      route: path.flatMap { templates[$0] } ?? path ?? "none", statusClass: "\(status.code / 100)xx")
    timers.timer(labels).record(duration: .now - start)
  }
}
