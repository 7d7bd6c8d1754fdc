public import Foundation
import Crypto

/// Signs requests with AWS Signature Version 4, in headers or in a URL.
///
/// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html. A value keeps the day's derived key, so hold on to it; it costs
/// four hashes less a request.
public struct SigV4: Sendable {
  /// How a service wants its paths.
  public enum PathStyle: Hashable, Sendable {
    /// `.` and `..` resolved, and encoded once more: all services but S3.
    case normalized
    /// Encoded once more, but not resolved.
    case unnormalized
    /// As on the request line: S3.
    case asWritten
  }

  /// Whose signature it is.
  public let credentials: AWSCredentials
  /// The region of the scope.
  public let region: String
  /// The service's signing name, such as `dynamodb`.
  public let service: String
  /// How the service wants its paths.
  public let pathStyle: PathStyle
  private let keys: SigningKeyCache

  /// A signer for one service in one region.
  public init(credentials: AWSCredentials, region: String, service: String, pathStyle: PathStyle = .normalized) {
    self.credentials = credentials
    self.region = region
    self.service = service
    self.pathStyle = pathStyle
    keys = SigningKeyCache(secret: credentials.secretAccessKey, region: region, service: service)
  }

  /// Adds `X-Amz-Date`, the session token and `Authorization` to a request's headers.
  ///
  /// A header `X-Amz-Date` that is there already is replaced. S3 also wants `X-Amz-Content-Sha256`: add it before, with `payload.text`.
  public func sign(_ request: inout SignableRequest, payload: PayloadHash, at date: Date) {
    signWithSignature(&request, payload: payload, at: date)
  }

  /// Signs as `sign` does, and begins the signatures of the chunks that follow as its body (S3).
  public func signChunked(_ request: inout SignableRequest, at date: Date) -> Chunks {
    let seed = signWithSignature(&request, payload: .signedChunks, at: date)
    let time = AWSTime.basic(date)
    return Chunks(previous: seed, time: time, scope: scope(time), key: keys.key(day: String(time.prefix(8))))
  }

  /// The path and query that carry the signature, for a URL that others may use until it expires.
  ///
  /// - Parameters:
  ///   - request: The request; its headers must be sent with exactly these values.
  ///   - lifetime: How long the URL holds: one second to seven days.
  ///   - payload: What the body must be; S3's URLs leave it `.unsigned`.
  ///   - date: From when.
  /// - Returns: What stands behind the host.
  public func presignedPath(_ request: SignableRequest, lifetime: Duration, payload: PayloadHash, at date: Date) -> String {
    let time = AWSTime.basic(date)
    var items = request.query
    items.append(("X-Amz-Algorithm", Self.algorithm))
    items.append(("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope(time))"))
    items.append(("X-Amz-Date", time))
    items.append(("X-Amz-Expires", String(min(max(lifetime.components.seconds, 1), 604_800))))
    let names = Set(request.headers.map { $0.name.lowercased() }).sorted().joined(separator: ";")
    items.append(("X-Amz-SignedHeaders", names))
    if let token = credentials.sessionToken { items.append(("X-Amz-Security-Token", token)) }
    let query = CanonicalRequest.query(items)
    let canonical = CanonicalRequest(request, query: query, payload: payload, path: canonicalPath(request.path))
    return "\(request.path)?\(query)&X-Amz-Signature=\(signature(of: canonical, time: time))"
  }

  // MARK: Steps

  @discardableResult
  private func signWithSignature(_ request: inout SignableRequest, payload: PayloadHash, at date: Date) -> String {
    let time = AWSTime.basic(date)
    request.headers.removeAll { $0.name.lowercased() == "x-amz-date" }
    request.headers.append(("X-Amz-Date", time))
    if let token = credentials.sessionToken { request.headers.append(("X-Amz-Security-Token", token)) }
    let canonical = canonicalRequest(request, payload: payload)
    let signature = signature(of: canonical, time: time)
    let credential = "\(credentials.accessKeyID)/\(scope(time))"
    let value = "\(Self.algorithm) Credential=\(credential), SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
    request.headers.append(("Authorization", value))
    return signature
  }

  func canonicalRequest(_ request: SignableRequest, payload: PayloadHash) -> CanonicalRequest {
    CanonicalRequest(request, query: CanonicalRequest.query(request.query), payload: payload, path: canonicalPath(request.path))
  }

  func stringToSign(_ canonical: CanonicalRequest, time: String) -> String {
    "\(Self.algorithm)\n\(time)\n\(scope(time))\n\(Self.hash(canonical.text))"
  }

  private func signature(of canonical: CanonicalRequest, time: String) -> String {
    keys.key(day: String(time.prefix(8))).signature(stringToSign(canonical, time: time))
  }

  private func canonicalPath(_ path: String) -> String {
    if path == "/" || path.isEmpty { return "/" }
    return switch pathStyle {
    case .normalized: PercentEncoding.encode(CanonicalRequest.normalized(path), keepingSlashes: true)
    case .unnormalized: PercentEncoding.encode(path, keepingSlashes: true)
    case .asWritten: path
    }
  }

  private func scope(_ time: String) -> String { "\(time.prefix(8))/\(region)/\(service)/aws4_request" }

  private static let algorithm = "AWS4-HMAC-SHA256"

  static func hash(_ bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return Hexadecimal.encode(hash.finalize())
  }

  static func hash(_ text: String) -> String {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }
}

extension SigV4 {
  /// The signatures of a body's chunks, each over the one before it (S3's `aws-chunked`).
  ///
  /// Source: docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
  public struct Chunks: Sendable {
    private var previous: String
    private let time: String
    private let scope: String
    private let key: SigningKey

    init(previous: String, time: String, scope: String, key: SigningKey) {
      self.previous = previous
      self.time = time
      self.scope = scope
      self.key = key
    }

    /// The signature of the next chunk; the last chunk is an empty one.
    public mutating func signature(of chunk: [UInt8]) -> String {
      let text = "AWS4-HMAC-SHA256-PAYLOAD\n\(time)\n\(scope)\n\(previous)\n\(PayloadHash.of([]).text)\n\(PayloadHash.of(chunk).text)"
      previous = key.signature(text)
      return previous
    }

    /// The next chunk as it goes over the wire: its size, its signature and its bytes.
    public mutating func frame(_ chunk: [UInt8]) -> [UInt8] {
      Array("\(String(chunk.count, radix: 16));chunk-signature=\(signature(of: chunk))\r\n".utf8) + chunk + Array("\r\n".utf8)
    }
  }
}
