public import Annals
import HTTPTypes
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import ServiceLifecycle

/// The whole server as `annals serve` runs it: history's routes, health, the OpenAPI document, and the dashboard.
///
/// Run its application in a `ServiceGroup`, after the recorder: what is listed first stops last, so what the last requests brought is stored.
///
/// ```swift
/// let server = try HistoryServer(history: history, logger: logger).application()
/// let group = ServiceGroup(services: [history.recorder, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
/// try await group.run()
/// ```
public struct HistoryServer: Sendable {
  private let history: HistoryService
  private let configuration: HistoryServerConfiguration
  private let logger: Logger

  /// A server of a history.
  public init(history: HistoryService, configuration: HistoryServerConfiguration = .init(), logger: Logger = Logger(label: "annals")) {
    self.history = history
    self.configuration = configuration
    self.logger = logger
  }

  /// The router with all routes, to add your own to. Limits and encryption are the application's.
  public func makeRouter() -> Router<HistoryServerContext> { router(traffic: nil) }

  private func router(traffic: Traffic?) -> Router<HistoryServerContext> {
    let router = Router(context: HistoryServerContext.self)
    let user = configuration.userHeader
    router.addMiddleware {
      EdgeMiddleware<HistoryServerContext>(security: security, traffic: configuration.limits.countsByCredential ? traffic : nil)
      RequestSpanMiddleware()
      RequestMetricsMiddleware(rootPath: configuration.routes.rootPath)
      RequestLogMiddleware()
      HistoryContextMiddleware<HistoryServerContext>(userHeader: user)
      UnknownRouteMiddleware(configuration: configuration.routes)
    }
    HistoryRoutes(history: history, configuration: configuration.routes).add(Endpoint.allCases, to: router)
    if configuration.hasDashboard {
      var dashboard = DashboardConfiguration()
      dashboard.routes = configuration.routes
      dashboard.hasSecureCookies = configuration.hasSecureCookies || configuration.tls != nil
      history.addDashboard(to: router, configuration: dashboard)
    }
    return router
  }

  private var security: SecurityHeaders { SecurityHeaders(isEncrypted: configuration.tls != nil) }

  /// The server as a service, within its limits. Throws `invalidConfiguration` where its certificate cannot be used.
  ///
  /// `onServerRunning` is told the port once connections are taken, which is how to learn it where the configured one is 0. Its `run` throws
  /// where the address cannot be listened on, and returns at graceful shutdown once running requests are answered.
  public func application(
    onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
  ) throws(HistoryError) -> some ApplicationProtocol {
    let fallback = configuration.port
    let limits = configuration.limits
    let traffic = Traffic(limits, security: security, proxies: configuration.routes.access.proxies)
    var certificate: ServerCertificate?
    if let files = configuration.tls { certificate = try ServerCertificate(files, logger: logger) }
    let services: [any Service] = ([certificate, configuration.routes.recovery] as [(any Service)?]).compactMap(\.self)
    return Application(
      router: router(traffic: traffic),
      server: .guarded(by: traffic, limits: limits, security: security, certificate: certificate),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: "annals",
        availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
      services: services,
      onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? fallback) },
      logger: logger)
  }
}
