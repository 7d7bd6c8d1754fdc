public import Annals
public import Hummingbird

extension HistoryService {
  /// Adds the dashboard's pages to a router or a group of one: the overview at `/`, `search`, `resource/{type}/{id}`, `users/{user_id}`,
  /// `operations/{history_id}`, `export`, `sign-in`, `sign-out` and `assets/…`.
  ///
  /// They show what the routes' access lets their visitor see, and ask the routes for what happens now: add both to the same group, with the same
  /// configuration.
  ///
  /// ```swift
  /// history.addRoutes(to: router)
  /// history.addDashboard(to: router)
  /// ```
  public func addDashboard<Context: RequestContext>(
    to router: some RouterMethods<Context>, configuration: DashboardConfiguration = .init()
  ) {
    Dashboard(history: self, configuration: configuration).add(to: router)
  }
}
