import Annals

/// The claims of a token whose signature holds.
struct TokenClaims {
  let object: JSONObject

  /// The value of a claim by its name or path.
  subscript(path: String) -> JSONValue? { Self.value(at: path[...], in: object) }

  /// The texts of a claim: those of a list, or the words of a text; `nil` where the claim is absent or something else.
  func texts(_ path: String) -> [String]? {
    switch self[path] {
    case .string(let text): text.split(separator: " ").map(String.init)
    case .array(let values): values.compactMap(\.string)
    default: nil
    }
  }

  /// Checks who gave the token, for whom, and when it is good. Throws `AuthenticationFailure` where it is not.
  func check(_ configuration: TokenConfiguration, at now: Timestamp) throws(AuthenticationFailure) {
    guard object["iss"]?.string?.utf8.elementsEqual(configuration.issuer.utf8) ?? false else {
      throw AuthenticationFailure("the token is of another issuer: get one from the provider that this server trusts")
    }
    guard audiences.contains(where: configuration.audiences.contains) else {
      throw AuthenticationFailure("the token is for another audience: get one for this server")
    }
    try checkTimes(leeway: configuration.leeway / .seconds(1), at: Double(now.microseconds) / 1_000_000)
    for (name, value) in configuration.requiredClaims.sorted(by: { $0.key < $1.key }) {
      guard texts(name)?.contains(value) ?? false || self[name]?.string == value else {
        throw AuthenticationFailure("the token's \(name) is not what this server demands: get a token of the right kind")
      }
    }
  }

  private var audiences: [String] {
    switch object["aud"] {
    case nil: object["client_id"]?.string.map { [$0] } ?? []
    case .string(let text): [text]
    case .array(let values): values.compactMap(\.string)
    default: []
    }
  }

  private func checkTimes(leeway: Double, at now: Double) throws(AuthenticationFailure) {
    guard let end = try time("exp") else { throw AuthenticationFailure("the token has no end (exp): only tokens that expire are taken") }
    guard now < end + leeway else { throw AuthenticationFailure("the token has expired: get a new one") }
    if let begin = try time("nbf"), now < begin - leeway {
      throw AuthenticationFailure("the token is not good yet (nbf): check the clocks of provider and server")
    }
    if let issued = try time("iat"), now < issued - leeway {
      throw AuthenticationFailure("the token is from the future (iat): check the clocks of provider and server")
    }
  }

  /// A claim in seconds since 1970 (RFC 7519, section 2).
  private func time(_ name: String) throws(AuthenticationFailure) -> Double? {
    guard let value = object[name] else { return nil }
    guard let seconds = value.number?.double, abs(seconds) < 1e12 else {
      throw AuthenticationFailure("the token's \(name) is no moment: it is a number of seconds since 1970")
    }
    return seconds
  }

  private static func value(at path: Substring, in object: JSONObject) -> JSONValue? {
    if let value = object[String(path)] { return value }
    // The longest name first: a provider's own names may have dots.
    for dot in path.indices.reversed() where path[dot] == "." {
      guard let inner = object[String(path[..<dot])]?.object else { continue }
      if let value = value(at: path[path.index(after: dot)...], in: inner) { return value }
    }
    return nil
  }
}
