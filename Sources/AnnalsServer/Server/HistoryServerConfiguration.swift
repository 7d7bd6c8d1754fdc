import HTTPTypes

/// Where the server listens, and what it takes from requests.
public struct HistoryServerConfiguration: Sendable {
  /// The address or name to listen on; `0.0.0.0` takes requests from other machines. Default: `127.0.0.1`.
  public var host = "127.0.0.1"
  /// The port to listen on; 0 takes a free one. Default: 8080.
  public var port = 8080
  /// The routes' path and limits.
  public var routes = HistoryRoutesConfiguration()
  /// Whether the dashboard is served, at `/`. Default: `true`.
  public var hasDashboard = true
  /// Whether the cookies of those who sign in are for encrypted connections alone; they always are with ``tls``. Default: `false`.
  public var hasSecureCookies = false
  /// The header that says who acts, where a proxy sets it that nobody can go around; such as `X-User-ID`. Default: none, for anyone could
  /// write it.
  public var userHeader: String?

  /// What is taken of connections and requests.
  public var limits = ServerLimits()
  /// The certificate and key that connections are encrypted with; they are read again when they change. Default: none, connections are plain.
  public var tls: TLSFiles?

  /// The defaults.
  public init() {}
}
