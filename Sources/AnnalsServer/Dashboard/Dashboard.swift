import Annals
import HTTPTypes
import Hummingbird
import Logging

/// The dashboard: from a request to its page, with every error as a page that says what went wrong.
struct Dashboard: Sendable {
  private let history: HistoryService
  private let configuration: DashboardConfiguration
  private let gate: Gate
  private let trail: AccessTrail
  private let seal: CursorSeal
  private let sessions: Sessions
  private let turns: Turns

  init(history: HistoryService, configuration: DashboardConfiguration) {
    self.history = history
    self.configuration = configuration
    sessions = Sessions(history.store, now: history.recorder.now)
    gate = Gate(access: configuration.routes.access, sessions: sessions)
    trail = AccessTrail(history.recorder)
    seal = CursorSeal(history.store, now: history.recorder.now)
    turns = Turns(limit: configuration.routes.requestsAtOnce)
  }

  /// Adds the pages to a router.
  func add<Context: RequestContext>(to router: some RouterMethods<Context>) {
    for page in DashboardPage.allCases {
      for method in [HTTPRequest.Method.get, .head, .post] {
        router.on(RouterPath(page.routerPath(below: configuration.path)), method: method) { request, context in
          let address = (context as? any RemoteAddressRequestContext)?.remoteAddress?.ipAddress
          return await response(to: request, from: address, at: page, logger: context.logger)
        }
      }
    }
  }

  /// The response to a request for a page.
  func response(to request: Request, from address: String?, at page: DashboardPage, logger: Logger) async -> Response {
    let links = links(of: request, at: page)
    var visitor: Visitor?
    do {
      let method = request.method == .head ? .get : request.method
      guard page.methods.contains(method) else {
        let allowed = page.methods.map(\.rawValue).joined(separator: ", ")
        throw Problem(.wrongMethod, "\(method.rawValue) is not offered here: send \(allowed)", headers: [.allow: allowed])
      }
      try RequestOrigin.check(request)
      switch page {
      case .asset: return DashboardAsset.response(to: request, named: tail(of: request, at: page))
      case .signIn, .signOut:
        return try await signing(request, from: address, links).response(at: page)
      default: break
      }
      let known = try await gate.visitor(sending: request, from: address)
      visitor = known
      try gate.check(known, page.rule)
      // Before the turn is taken, which a form that comes slowly would hold.
      let form = request.method == .post ? try await form(of: request, at: page) : nil
      return try await turns.taking(known.caller) {
        try await known.acting { try await self.response(to: request, at: page, by: known, links, form) }
      }
    } catch {
      let problem = Problem(unknown: error)
      note(problem, request, at: page, by: visitor, from: address, logger)
      return failure(problem, request, links, visitor)
    }
  }

  /// Bytes of a form at most.
  private static let formLimit = 16 * 1024

  // Inlined, it makes the optimizer of Swift 6.3 crash.
  @inline(never)
  private func form(of request: Request, at page: DashboardPage) async throws -> PageQuery {
    let bytes = try await RequestBytes(limit: Self.formLimit).read(request)
    return try PageQuery(String(decoding: bytes, as: UTF8.self), knowing: page.fields)
  }

  private func response(
    to request: Request, at page: DashboardPage, by visitor: Visitor, _ links: Links, _ form: PageQuery?
  ) async throws -> Response {
    let query = try PageQuery(request.uri.query, knowing: page.parameters)
    let tail = tail(of: request, at: page)
    if query.isLoose {
      let pairs = page.parameters.compactMap { name in query[name].map { (key: name, value: $0) } }
      return redirect(to: request.uri.path + Links.query(pairs))
    }
    let call = Call(request, asking: page.endpoint, query.given, of: tail, by: visitor, route: page.route)
    let visit = PageVisit(
      page: page, query: query, tail: tail, links: links, history: history, looking: Looking(call: call, trail: trail, seal: seal),
      recovery: configuration.routes.recovery, needsTwo: configuration.routes.access.needsTwoForCleanup)
    if let form { return redirect(to: try await sent(form, in: visit)) }
    if page == .export { return try RecordExport(visit: visit).response(to: request) }
    return try render(try await body(of: visit), page, request, links, visitor)
  }

  /// Does what a form says; where to go on then.
  private func sent(_ form: PageQuery, in visit: PageVisit) async throws -> String {
    switch visit.page {
    case .handleAlert: try await AlertForm(visit: visit).handle(form)
    case .plan: try await PlanPage(visit: visit).apply(form)
    default: try await UndoPage(visit: visit).plan(form)
    }
  }

  private func body(of visit: PageVisit) async throws -> PageVisit.Body {
    switch visit.page {
    case .search: try await SearchPage(visit: visit).body()
    case .resource: try await ResourcePage(visit: visit).body()
    case .user: try await UserPage(visit: visit).body()
    case .operation: try await OperationPage(visit: visit).body()
    case .alerts: try await AlertsPage(visit: visit).body()
    case .undo: try UndoPage(visit: visit).body()
    case .plans: try await PlansPage(visit: visit).body()
    case .plan: try await PlanPage(visit: visit).body()
    case .overview, .export, .handleAlert, .signIn, .signOut, .asset: try await OverviewPage(visit: visit).body()
    }
  }

  // MARK: Answers

  private func render(
    _ body: PageVisit.Body, _ page: DashboardPage?, _ request: Request, _ links: Links, _ visitor: Visitor?,
    status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
  ) throws -> Response {
    let isKnown = visitor?.isProven ?? false
    let mayLook = visitor?.principal.may(.read) ?? false
    let layout: View = [
      "title": body.title, "home": links.home, "base": links.base, "body": try Templates.render(body.template, body.view),
      "style": links.asset("annals.css"), "script": links.asset("annals.js"), "theme": links.asset("theme.js"),
      "icon": links.asset("icon.svg"), "isOverview": page == .overview, "isSearch": page == .search,
      "visitorName": isKnown ? visitor?.principal.user.id : nil, "hasSession": isKnown && request.headers[.cookie] != nil,
      "live": mayLook && page == .overview ? "\(links.routes)/live" : nil, "isOpen": mayLook,
    ]
    let html = try Templates.render("layout", layout)
    var headers = headers
    SecurityHeaders.page.add(to: &headers)
    return Answer(status, body: Array(html.utf8), type: "text/html; charset=utf-8", headers: headers)
      .response(to: request, compressing: configuration.routes.compressionThreshold)
  }

  private func redirect(to location: String) -> Response {
    Response(status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
  }

  private func failure(_ problem: Problem, _ request: Request, _ links: Links, _ visitor: Visitor?) -> Response {
    var headers = problem.headers
    // A browser would ask for a password that there is not.
    headers[.wwwAuthenticate] = nil
    if let seconds = problem.kind.retryAfter { headers[.retryAfter] = String(seconds) }
    do {
      let body = problem.kind == .unauthenticated ? signInBody(problem, request, links) : problemBody(problem, links)
      return try render(body, nil, request, links, visitor, status: problem.kind.status, headers: headers)
    } catch {
      return problem.answer.response(to: request, compressing: nil)
    }
  }

  private func problemBody(_ problem: Problem, _ links: Links) -> PageVisit.Body {
    PageVisit.Body(
      title: problem.kind.title, template: "problem",
      view: [
        "problemTitle": problem.kind.title, "problemDetail": Sanitizer.withoutSecrets(problem.detail), "status": problem.kind.status.code,
        "problemValue": problem.value.map { RecordView.shortened(Sanitizer.withoutSecrets($0), to: 100) },
        "problemParameter": problem.parameter, "home": links.home, "searchLink": "\(links.base)/search",
      ])
  }

  // MARK: Signing in

  private func signing(_ request: Request, from address: String?, _ links: Links) -> Signing {
    Signing(
      dashboard: self, request: request, address: address, links: links, gate: gate, sessions: sessions,
      isSecure: configuration.hasSecureCookies || request.headers.value(of: "X-Forwarded-Proto") == "https")
  }

  /// The form in the place of a page that needs to know who asks. Of who comes by a link of another site a browser keeps the cookie back: the
  /// page asks for itself again, which is then the same site.
  private func signInBody(_ problem: Problem, _ request: Request, _ links: Links) -> PageVisit.Body {
    let address = request.uri.path + (request.uri.query.map { "?" + $0 } ?? "")
    if request.headers.value(of: "Sec-Fetch-Site") == "cross-site", request.method == .get {
      return PageVisit.Body(title: "Annals", template: "hop", view: ["address": address])
    }
    return Signing.body(next: address, links: links, problem: request.headers[.cookie] == nil ? nil : problem.detail)
  }

  /// A page of the form, for who is not signed in.
  func signInPage(_ body: PageVisit.Body, _ request: Request, _ links: Links, status: HTTPResponse.Status) throws -> Response {
    try render(body, .signIn, request, links, nil, status: status)
  }

  // MARK: Addresses

  private func tail(of request: Request, at page: DashboardPage) -> Substring {
    let path = request.uri.path
    guard page.fixedPath != page.template, let fixed = path.utf8.firstRange(of: (configuration.path + page.fixedPath).utf8) else {
      return ""
    }
    return path[fixed.upperBound...]
  }

  /// The addresses as this request sees them: a group that the pages were added to may have a path of its own.
  private func links(of request: Request, at page: DashboardPage) -> Links {
    let path = request.uri.path
    let own = configuration.path + (page == .overview ? "" : page.fixedPath)
    let group: Substring
    if page == .overview {
      let whole = path.hasSuffix("/") ? path.dropLast() : path[...]
      group = whole.hasSuffix(own) ? whole.dropLast(own.count) : ""
    } else {
      group = path.utf8.firstRange(of: own.utf8).map { path[..<$0.lowerBound] } ?? ""
    }
    return Links(base: group + configuration.path, routes: group + configuration.routes.rootPath)
  }

  private func note(
    _ problem: Problem, _ request: Request, at page: DashboardPage, by visitor: Visitor?, from address: String?, _ logger: Logger
  ) {
    if problem.kind == .unexpected {
      logger.error("A page failed unexpectedly", metadata: ["annals.page": "\(page.template)"])
    } else if problem.kind.status.kind == .serverError {
      logger.warning(
        "A page could not be served", metadata: ["annals.page": "\(page.template)", "error.code": "\(problem.kind.code)"])
    } else if problem.kind == .unauthenticated || problem.kind == .forbidden, configuration.routes.access.isOn {
      trail.note(
        AccessEvent(
          request.method == .post ? page.endpoint.act : .read, Resource.access(page.endpoint.accessPart), by: visitor?.principal,
          route: page.route,
          remoteAddress: gate.access.proxies.clientAddress(request.headers, from: address),
          details: ["path": .string(String(request.uri.path.prefix(256)))], failure: problem.detail))
    }
  }
}

extension SecurityHeaders {
  /// What a page tells browsers: only what the server itself sends is run, shown or asked. The origin is sent with forms, which are checked by it.
  static let page = Page()

  struct Page {
    func add(to headers: inout HTTPFields) {
      headers[.contentSecurityPolicy] =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        + "frame-ancestors 'none'"
      headers.set("Referrer-Policy", "same-origin")
      SecurityHeaders(isEncrypted: false).add(to: &headers)
    }
  }
}
