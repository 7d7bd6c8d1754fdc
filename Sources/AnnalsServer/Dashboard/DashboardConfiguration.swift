/// Where the dashboard is, and which routes it belongs to.
public struct DashboardConfiguration: Sendable {
  /// The path that its pages lie under, below the group's where it is added to a group. Default: none, so that the first page is `/`.
  public var path = ""
  /// The configuration that history's routes were added with, in the same group: who may see what, and where the pages ask for what happens now.
  public var routes = HistoryRoutesConfiguration()
  /// Whether the cookies of those who sign in are for encrypted connections alone, as where a proxy encrypts them. A proxy that says so in
  /// `X-Forwarded-Proto` is believed. Default: `false`.
  public var hasSecureCookies = false

  /// The defaults.
  public init() {}
}
