public import Annals
public import Hummingbird

extension HistoryService {
  /// Adds history's routes to a router or a group of one: `GET resource/{type}/{id}`, `recent`, `stats`, `records/{history_id}`,
  /// `approvals`, `POST records`, `cleanup` and `approvals/{approval_id}`, below `/api/history`.
  ///
  /// They answer errors as RFC 9457 problems, wrong methods with 405, and read the request's context that ``HistoryContextMiddleware`` sets.
  /// Whoever may call the router may read and remove history, unless ``HistoryRoutesConfiguration/access`` has authenticators: give it one that
  /// knows your users, or put what checks that before the routes.
  ///
  /// ```swift
  /// history.addRoutes(to: router)
  /// ```
  public func addRoutes<Context: RequestContext>(
    to router: some RouterMethods<Context>, configuration: HistoryRoutesConfiguration = .init()
  ) {
    HistoryRoutes(history: self, configuration: configuration).add(Endpoint.ofHistory, to: router)
  }
}
