import HTTPTypes
import Hummingbird

/// Whether a browser sends a request for a page of another site, which may ride on its user's session or place in the network.
enum RequestOrigin {
  /// Throws a problem (403) where a request that changes something comes from another site's page. What is no browser says nothing of it, and is
  /// let through. Source: web.dev/articles/fetch-metadata
  static func check(_ request: Request) throws(Problem) {
    guard ![.get, .head, .options, .trace].contains(request.method) else { return }
    if let site = request.headers.value(of: "Sec-Fetch-Site") {
      guard site == "same-origin" || site == "none" else { throw foreign }
    } else if let origin = request.headers[.origin] {
      let host = origin.utf8.firstRange(of: "://".utf8).map { String(origin[$0.upperBound...]) }
      guard let host, host == request.head.authority else { throw foreign }
    }
  }

  private static var foreign: Problem {
    Problem(.forbidden, "a page of another site sent this: send it from the dashboard, or from what is no browser")
  }
}
