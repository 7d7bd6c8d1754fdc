/// What a signature covers: a request before it has its Authorization header.
public struct SignableRequest: Sendable {
  /// The method in capitals.
  public var method: String
  /// The path as it stands on the request line, `/` at least.
  public var path: String
  /// Names and values of the query, not encoded, in any order; a name may come several times.
  public var query: [(name: String, value: String)]
  /// The headers to sign, `Host` among them; a name may come several times.
  public var headers: [(name: String, value: String)]

  /// Makes a request.
  public init(
    method: String, path: String = "/", query: [(name: String, value: String)] = [], headers: [(name: String, value: String)]
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
  }
}

/// The hash of a body, as a signature names it.
public struct PayloadHash: Hashable, Sendable {
  /// The hash in lower-case hexadecimal, or the word that stands in for it.
  public let text: String

  /// The body is not part of the signature (S3 over TLS).
  public static let unsigned = PayloadHash(text: "UNSIGNED-PAYLOAD")
  /// The body comes in chunks, each with a signature of its own (S3); see ``SigV4/Chunks``.
  public static let signedChunks = PayloadHash(text: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")

  /// The SHA-256 of a body that is at hand.
  public static func of(_ body: [UInt8]) -> PayloadHash { PayloadHash(text: body.isEmpty ? emptyText : body.withUnsafeBytes(SigV4.hash)) }

  private static let emptyText = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}
