import Annals
import HTTPTypes
import Hummingbird
import Logging

/// History's routes: from a request to its answer, with every error as a problem.
struct HistoryRoutes: Sendable {
  private let history: HistoryService
  private let configuration: HistoryRoutesConfiguration
  private let gate: Gate
  private let trail: AccessTrail
  private let seal: CursorSeal
  private let clients = LiveClients()
  private let others: OtherRecords
  private let turns: Turns

  init(history: HistoryService, configuration: HistoryRoutesConfiguration) {
    self.history = history
    self.configuration = configuration
    gate = Gate(access: configuration.access, sessions: Sessions(history.store, now: history.recorder.now))
    trail = AccessTrail(history.recorder)
    seal = CursorSeal(history.store, now: history.recorder.now)
    turns = Turns(limit: configuration.requestsAtOnce)
    others = OtherRecords(
      history, interval: configuration.liveInterval, clock: configuration.liveClock, logger: history.recorder.logger)
  }

  /// The methods that are answered on each path; those that it does not offer with 405.
  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]

  /// Adds routes to a router, with answers for the methods that they do not offer.
  func add<Context: RequestContext>(_ endpoints: [Endpoint], to router: some RouterMethods<Context>) {
    for (path, endpoints) in Dictionary(grouping: endpoints, by: { $0.routerPath(below: configuration.rootPath) }) {
      for method in Self.methods {
        router.on(RouterPath(path), method: method) { request, context in
          let address = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
          return await response(to: request, from: address, offering: endpoints, logger: context.logger)
        }
      }
    }
  }

  /// The response of that of the endpoints of one path whose method the request has.
  func response(to request: Request, from address: String?, offering endpoints: [Endpoint], logger: Logger) async -> Response {
    let method = request.method == .head ? .get : request.method
    let endpoints = Endpoint.led(to: request.uri.path, of: endpoints, below: configuration.rootPath)
    let answer: Answer
    if let endpoint = endpoints.first(where: { $0.method == method }) {
      answer = await self.answer(to: request, from: address, at: endpoint, logger: logger)
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

  private func answer(to request: Request, from address: String?, at endpoint: Endpoint, logger: Logger) async -> Answer {
    var visitor: Visitor?
    do {
      try RequestOrigin.check(request)
      let known =
        endpoint.rule == .anyone ? gate.unasked(sending: request, from: address) : try await gate.visitor(sending: request, from: address)
      visitor = known
      try gate.check(known, at: endpoint)
      return try await known.acting {
        try await answer(to: Call(request, at: endpoint, below: configuration.rootPath, by: known))
      }
    } catch {
      let problem = Problem(unknown: error)
      if problem.kind == .unexpected {
        logger.error(
          "A request failed unexpectedly", metadata: ["annals.route": "\(endpoint.template)", "error.type": "\(type(of: error))"])
      } else if problem.kind.status.kind == .serverError {
        logger.warning(
          "A request could not be served", metadata: ["annals.route": "\(endpoint.template)", "error.code": "\(problem.kind.code)"])
      } else if problem.kind == .unauthenticated || problem.kind == .forbidden {
        note(problem, request, at: endpoint, by: visitor, from: address)
      }
      return problem.answer
    }
  }

  /// Records a refusal.
  private func note(_ problem: Problem, _ request: Request, at endpoint: Endpoint, by visitor: Visitor?, from address: String?) {
    guard configuration.access.isOn else { return }
    trail.note(
      AccessEvent(
        endpoint.act, Resource.access(endpoint.accessPart), by: visitor?.principal, route: endpoint.route,
        remoteAddress: configuration.access.proxies.clientAddress(request.headers, from: address),
        details: ["path": .string(String(request.uri.path.prefix(256)))], failure: problem.detail))
  }

  private func answer(to call: Call) async throws -> Answer {
    // Where a body is still to come, what reads it takes the turn once it is there.
    guard !call.endpoint.hasBody else { return try await work(on: call) }
    return try await turns.taking(call.visitor.caller) { try await work(on: call) }
  }

  private func work(on call: Call) async throws -> Answer {
    let looking = Looking(call: call, trail: trail, seal: seal)
    let questions = HistoryQuestions(history: history, looking: looking)
    let orders = CleanupOrders(
      history: history, approvals: Approvals(history.store, now: history.recorder.now), needsTwo: configuration.access.needsTwoForCleanup,
      looking: looking)
    let alerts = AlertOrders(desk: AlertDesk(history.store, now: history.recorder.now), looking: looking)
    return switch call.endpoint {
    case .resourceHistory: try await questions.resourceHistory()
    case .recentOperations: try await questions.recentOperations()
    case .statistics: try await questions.statistics()
    case .record: try await questions.record()
    case .statesAsOf: try await StateQuestions(history: history, looking: looking).states()
    case .stateAsOf: try await StateQuestions(history: history, looking: looking).state()
    case .recordDiff: try await questions.recordDiff()
    case .resourceDiff: try await questions.resourceDiff()
    case .live: try live(call, looking)
    case .cleanup: try await orders.order()
    case .approvals: try await orders.list()
    case .approve: try await orders.approve()
    case .alerts: try await alerts.list()
    case .muteRule: try await alerts.mute()
    case .acknowledgeAlert: try await alerts.acknowledge()
    case .addRecords: try await RecordIntake(history: history, configuration: configuration, turns: turns).answer(to: call)
    case .makePlan: try await plans(looking).make()
    case .plans: try await plans(looking).list()
    case .plan: try await plans(looking).show()
    case .planProgress: try await plans(looking).progress()
    case .applyPlan: try await plans(looking).apply()
    case .health: Answer(json: ["alive": true])
    case .readiness:
      await Readiness(of: history).answer(
        showingParts: await gate.showsParts(to: call.request, from: call.visitor.connectionAddress))
    case .metrics: try MetricsAnswer.answer(configuration.metrics)
    case .document: Answer(json: OpenAPIDocument(configuration: configuration).json)
    }
  }

  private func plans(_ looking: Looking) -> PlanOrders {
    let desk = PlanDesk(
      history: history, recovery: configuration.recovery, needsTwo: configuration.access.needsTwoForCleanup, looking: looking)
    return PlanOrders(desk: desk, looking: looking, bodyLimit: configuration.bodyLimit, turns: turns)
  }

  private func live(_ call: Call, _ looking: Looking) throws -> Answer {
    looking.note(Resource.access(call.endpoint.accessPart))
    let last = call.request.headers.value(of: "Last-Event-ID").flatMap { PercentCoding.decode($0, plus: .plus) }.flatMap {
      try? HistoryID($0)
    }
    return try LiveRecords(history: history, gate: gate, call: call, clients: clients, others: others, last: last).answer()
  }
}
