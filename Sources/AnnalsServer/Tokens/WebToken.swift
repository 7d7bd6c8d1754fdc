package import Annals

/// A signed token as it came (JWS in its compact form, RFC 7515), taken apart and not yet believed.
package struct WebToken: Sendable {
  let algorithm: TokenAlgorithm
  /// The key that it says it was signed with.
  let keyID: String?
  /// What was signed.
  let signedBytes: [UInt8]
  /// The claims as JSON, unread.
  let payload: [UInt8]
  let signature: [UInt8]

  /// Bytes that a token may have; a larger one is refused before anything of it is decoded.
  package static let sizeLimit = 16 * 1024
  /// What `typ` may say: nothing else that a provider signs, such as a logout token, passes for one of these.
  private static let types: Set = ["jwt", "at+jwt", "application/at+jwt"]

  /// Takes a token apart. Throws `AuthenticationFailure` where it is none that may be believed.
  package init(_ text: String) throws(AuthenticationFailure) {
    guard text.utf8.count <= Self.sizeLimit else {
      throw AuthenticationFailure("the token has \(text.utf8.count) bytes: at most \(Self.sizeLimit) are read")
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3 else {
      throw AuthenticationFailure(
        "the token has \(parts.count) parts: a signed one has three, joined by dots (an encrypted one is not read)")
    }
    guard let header = Base64URL.bytes(in: parts[0]), let payload = Base64URL.bytes(in: parts[1]),
      let signature = Base64URL.bytes(in: parts[2])
    else {
      throw AuthenticationFailure("a part of the token is not Base64 for URLs: send it as the provider gave it")
    }
    let object = try Self.object(header, "header")
    algorithm = try Self.algorithm(object)
    keyID = try Self.keyID(object)
    try Self.check(object)
    guard !signature.isEmpty else { throw AuthenticationFailure("the token is not signed: only signed ones are taken") }
    signedBytes = Array("\(parts[0]).\(parts[1])".utf8)
    self.payload = payload
    self.signature = signature
  }

  /// The claims. They are true only where the signature holds.
  package func claims() throws(AuthenticationFailure) -> JSONObject { try Self.object(payload, "payload") }

  private static func object(_ bytes: [UInt8], _ name: String) throws(AuthenticationFailure) -> JSONObject {
    guard let object = (try? JSONValue(parsing: bytes))?.object else {
      throw AuthenticationFailure("the token's \(name) is no JSON object, each name once: send the token as the provider gave it")
    }
    return object
  }

  private static func algorithm(_ header: JSONObject) throws(AuthenticationFailure) -> TokenAlgorithm {
    guard let algorithm = header["alg"]?.string.flatMap(TokenAlgorithm.init(rawValue:)) else {
      throw AuthenticationFailure("the token's algorithm is not taken: tokens are signed with one of \(TokenAlgorithm.names)")
    }
    return algorithm
  }

  private static func keyID(_ header: JSONObject) throws(AuthenticationFailure) -> String? {
    guard let value = header["kid"] else { return nil }
    guard let id = value.string, (1...512).contains(id.utf8.count) else {
      throw AuthenticationFailure("the token's key id is not one: it is 1 to 512 bytes of text")
    }
    return id
  }

  /// A key that the token brings with it (`jwk`, `jku`, `x5c`, `x5u`) is never looked at; what must be understood (`crit`) is not.
  private static func check(_ header: JSONObject) throws(AuthenticationFailure) {
    guard header["crit"] == nil else { throw AuthenticationFailure("the token demands extensions (crit): none are known here") }
    guard let type = header["typ"] else { return }
    guard let name = type.string?.lowercased(), types.contains(name) else {
      throw AuthenticationFailure("the token is of another type: send an access or id token (typ JWT or at+jwt)")
    }
  }
}
