import Annals
import HTTPTypes

/// Cookies of people who signed in: each holds, sealed, what they signed in with, so that a key that is revoked or a token that is over ends the
/// session, too, and no server has to remember one.
struct Sessions: Sendable {
  /// How long a session lasts.
  static let lifetime: Int64 = 12 * 3600
  /// Bytes that a cookie's value may have; browsers keep no larger one.
  private static let sizeLimit = 3_800
  private static let plainName = "annals_session"
  private static let secureName = "__Host-annals_session"

  private let seal: StoredSeal
  private let now: @Sendable () -> Timestamp

  init(_ store: any DocumentStore, now: @escaping @Sendable () -> Timestamp) {
    seal = StoredSeal(store, key: "access/session-key")
    self.now = now
  }

  /// The cookie of someone who signed in with a credential. Throws a problem where it is too long for one.
  func cookie(of credential: String, isSecure: Bool) async throws -> String {
    let end = now().advanced(byMicroseconds: Self.lifetime * 1_000_000)
    let content: JSONObject = ["credential": .string(credential), "until": .string(end.description)]
    let text = Base64URL.text(of: try await seal.seal(Array(JSONWriter.text(of: content).utf8)))
    guard text.utf8.count <= Self.sizeLimit else {
      throw Problem(
        .invalidParameter, "the token has \(credential.utf8.count) bytes, and does not fit into a cookie: sign in with an API key",
        parameter: "key")
    }
    return Self.cookie(text, age: Self.lifetime, isSecure: isSecure)
  }

  /// The cookie that ends a session.
  static func end(isSecure: Bool) -> String { cookie("", age: 0, isSecure: isSecure) }

  /// What a request's cookie was made of; `nil` where it has none that is good.
  func credential(in headers: HTTPFields) async throws -> String? {
    guard let text = Self.text(in: headers), let sealed = Base64URL.bytes(in: text), let content = try await seal.open(sealed),
      let json = (try? JSONParser.parse(content))?.object, let until = json["until"]?.string.flatMap({ try? Timestamp($0) }),
      now() < until
    else { return nil }
    return json["credential"]?.string
  }

  private static func cookie(_ text: String, age: Int64, isSecure: Bool) -> String {
    let cookie = "\(isSecure ? secureName : plainName)=\(text); Path=/; Max-Age=\(age); HttpOnly; SameSite=Strict"
    return cookie + (isSecure ? "; Secure" : "")
  }

  private static func text(in headers: HTTPFields) -> String? {
    var found: [String: String] = [:]
    for pair in headers[values: .cookie].flatMap({ $0.split(separator: ";") }) {
      let parts = pair.split(separator: "=", maxSplits: 1).map(\.trimmingSpaces)
      if parts.count == 2 { found[parts[0]] = parts[1] }
    }
    return found[secureName] ?? found[plainName]
  }
}

/// Knows people by the cookie that they got when they signed in.
struct SessionAuthenticator: HistoryAuthenticator {
  let sessions: Sessions
  /// What knows the credential that the session was made of.
  let authenticators: [any HistoryAuthenticator]

  /// Who signed in; `nil` without a session, or with a credential of the request's own.
  func principal(of request: AuthenticationRequest) async throws -> Principal? {
    guard request.headers[.authorization] == nil, request.headers.value(of: KeyAuthenticator.header) == nil,
      let credential = try await sessions.credential(in: request.headers)
    else { return nil }
    return try await principal(with: credential, sending: request)
  }

  /// Who a credential is of; `nil` where nothing knows it.
  func principal(with credential: String, sending request: AuthenticationRequest) async throws -> Principal? {
    let question = AuthenticationRequest(
      method: request.method, path: request.path, headers: [.authorization: "Bearer \(credential)"], remoteAddress: request.remoteAddress)
    for authenticator in authenticators {
      if let principal = try await authenticator.principal(of: question) { return principal }
    }
    return nil
  }
}
