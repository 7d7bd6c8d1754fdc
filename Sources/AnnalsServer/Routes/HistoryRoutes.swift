import Annals
import HTTPTypes
import Hummingbird
import Logging

/// History's routes: from a request to its answer, with every error as a problem.
struct HistoryRoutes: Sendable {
  let history: HistoryService
  let configuration: HistoryRoutesConfiguration

  /// The methods that are answered on each path; those that it does not offer with 405.
  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

  /// Adds routes to a router, with answers for the methods that they do not offer.
  func add<Context: RequestContext>(_ endpoints: [Endpoint], to router: some RouterMethods<Context>) {
    for (path, endpoints) in Dictionary(grouping: endpoints, by: { $0.routerPath(below: configuration.rootPath) }) {
      for method in Self.methods {
        router.on(RouterPath(path), method: method) { request, context in
          await response(to: request, offering: endpoints, logger: context.logger)
        }
      }
    }
  }

  /// The response of that of the endpoints of one path whose method the request has.
  func response(to request: Request, offering endpoints: [Endpoint], logger: Logger) async -> Response {
    let method = request.method == .head ? .get : request.method
    let answer: Answer
    if let endpoint = endpoints.first(where: { $0.method == method }) {
      answer = await self.answer(to: request, at: endpoint, logger: logger)
    } else if method == .options {
      answer = Answer(empty: .noContent, headers: [.allow: Endpoint.allowed(endpoints)])
    } else {
      answer = Self.wrongMethod(request.method, offering: endpoints).answer
    }
    return answer.response(to: request, compressing: configuration.compressionThreshold)
  }

  /// The problem with a method that a path does not offer.
  static func wrongMethod(_ method: HTTPRequest.Method, offering endpoints: [Endpoint]) -> Problem {
    let allowed = Endpoint.allowed(endpoints)
    return Problem(
      .wrongMethod, "\(method.rawValue.prefix(20)) is not offered here: send \(allowed)", expected: allowed, headers: [.allow: allowed])
  }

  private func answer(to request: Request, at endpoint: Endpoint, logger: Logger) async -> Answer {
    do {
      let call = try Call(request, at: endpoint, below: configuration.rootPath)
      return try await answer(to: call)
    } catch {
      let problem = Problem(unknown: error)
      if problem.kind == .unexpected {
        logger.error(
          "A request failed unexpectedly", metadata: ["annals.route": "\(endpoint.template)", "error.type": "\(type(of: error))"])
      } else if problem.kind.status.kind == .serverError {
        logger.warning(
          "A request could not be served", metadata: ["annals.route": "\(endpoint.template)", "error.code": "\(problem.kind.code)"])
      }
      return problem.answer
    }
  }

  private func answer(to call: Call) async throws -> Answer {
    switch call.endpoint {
    case .resourceHistory: try await HistoryQuestions(history: history).resourceHistory(call)
    case .recentOperations: try await HistoryQuestions(history: history).recentOperations(call)
    case .statistics: try await HistoryQuestions(history: history).statistics(call)
    case .record: try await HistoryQuestions(history: history).record(call)
    case .cleanup: try await CleanupOrder(history: history).answer(to: call)
    case .addRecords: try await RecordIntake(history: history, configuration: configuration).answer(to: call)
    case .health: Answer(json: ["alive": true])
    case .readiness: await Readiness(of: history).answer
    case .document: Answer(json: OpenAPIDocument(configuration: configuration).json)
    }
  }
}

/// A request at its endpoint, its query read and its path as it came.
struct Call {
  let endpoint: Endpoint
  let request: Request
  let query: Query
  /// What follows the fixed part of the path, as it came: nothing is decoded, joined or left out.
  let tail: Substring

  init(_ request: Request, at endpoint: Endpoint, below root: String) throws(Problem) {
    self.endpoint = endpoint
    self.request = request
    query = try Query(request.uri.query, knowing: endpoint.parameters)
    guard endpoint.hasTail else {
      tail = ""
      return
    }
    // The group that the routes were added to may have a path of its own before the root.
    let path = request.uri.path
    guard let fixed = path.utf8.firstRange(of: endpoint.path(below: root).utf8) else {
      throw Problem(.notFound, "nothing is at this path: send \(endpoint.path(below: root)), without slashes doubled")
    }
    tail = path[fixed.upperBound...]
  }

  /// A part of the path, decoded. Throws a problem where it is not percent-encoded UTF-8.
  static func decode(_ text: Substring, _ name: String) throws(Problem) -> String {
    guard let decoded = PercentCoding.decode(text, plus: .plus) else {
      throw Problem(
        .invalidPath, "\(name) is not percent-encoded UTF-8: send % as %25, and other characters by their bytes in UTF-8", parameter: name,
        value: String(text))
    }
    return decoded
  }
}
