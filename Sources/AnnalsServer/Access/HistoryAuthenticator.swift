public import Annals
public import HTTPTypes

/// Says who sent a request. Several are asked in turn; the first that knows its own kind of proof decides.
public protocol HistoryAuthenticator: Sendable {
  /// Who sent the request; `nil` where it carries no proof of this kind.
  ///
  /// Throws `AuthenticationFailure` where it carries one that does not hold, and any other error where that could not be found out (then the request
  /// is answered with 503, and nobody is let in).
  func principal(of request: AuthenticationRequest) async throws -> Principal?
}

/// What there is of a request to tell who sent it.
public struct AuthenticationRequest: Sendable {
  /// The method.
  public let method: HTTPRequest.Method
  /// The path as it came, without the query.
  public let path: String
  /// The headers.
  public let headers: HTTPFields
  /// The address that the connection comes from, without the port; `nil` where it has none.
  public let remoteAddress: String?

  /// What an authenticator is shown.
  public init(method: HTTPRequest.Method, path: String, headers: HTTPFields, remoteAddress: String?) {
    self.method = method
    self.path = path
    self.headers = headers
    self.remoteAddress = remoteAddress
  }
}

/// A proof that does not hold. The reason is for the server's log and for whoever sent it: it names what was wrong, and never holds the proof.
public struct AuthenticationFailure: Error, Hashable, Sendable {
  /// What was wrong, then what would be right.
  public let reason: String

  /// A failure with its reason.
  public init(_ reason: String) { self.reason = reason }
}
