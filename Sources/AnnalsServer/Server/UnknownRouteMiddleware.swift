import Annals
import HTTPTypes
import Hummingbird

/// Answers what no route takes with a problem: 404, or 405 where the path is known and the method is none of the usual.
struct UnknownRouteMiddleware: RouterMiddleware {
  typealias Context = HistoryServerContext

  let configuration: HistoryRoutesConfiguration

  func handle(
    _ request: Request, context: HistoryServerContext, next: (Request, HistoryServerContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      return problem(for: request).answer.response(to: request, compressing: configuration.compressionThreshold)
    }
  }

  private func problem(for request: Request) -> Problem {
    let offered = Endpoint.allCases.filter { $0.matches(request.uri.path, below: configuration.rootPath) }
    if !offered.isEmpty { return HistoryRoutes.wrongMethod(request.method, offering: offered) }
    return Problem(.notFound, "nothing is at this path: /openapi.json lists the routes")
  }
}
