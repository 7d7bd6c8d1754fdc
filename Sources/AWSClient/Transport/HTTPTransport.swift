import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The one HTTP client: HTTP/1.1 over kept connections, without redirects and retries of its own.
struct HTTPTransport: Sendable {
  private let client: HTTPClient

  init(connectTimeout: Duration, readTimeout: Duration, connections: Int) {
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.timeout = .init(connect: TimeAmount(connectTimeout), read: TimeAmount(readTimeout))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func shutdown() async throws { try await client.shutdown() }

  /// One exchange. Throws an ``AWSError`` that says whether no answer came in time or the connection failed, or `CancellationError`.
  func exchange(
    _ method: String, _ url: String, headers: [(name: String, value: String)], body: [UInt8]?, timeout: Duration? = nil,
    form: ServiceRequest.ReplyForm = .whole
  ) async throws -> ServiceReply {
    var request = HTTPClientRequest(url: url)
    request.method = HTTPMethod(rawValue: method)
    request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
    if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
    do {
      let deadline = timeout.map { NIODeadline.now() + TimeAmount($0) } ?? .distantFuture
      let response = try await client.execute(request, deadline: deadline)
      let headers = response.headers.map { (name: $0.name, value: $0.value) }
      if form == .streamed, (200..<300).contains(response.status.code) {
        return ServiceReply(status: Int(response.status.code), headers: headers, body: [], pieces: ReplyPieces(response.body, url: url))
      }
      // DynamoDB's largest reply is 16 MB of data, Base64 and escapes on top.
      let buffer = try await response.body.collect(upTo: 128 * 1024 * 1024)
      return ServiceReply(
        status: Int(response.status.code), headers: headers, body: Array(buffer.readableBytesView))
    } catch {
      throw Self.translated(error, url: url)
    }
  }

  fileprivate static func translated(_ error: any Error, url: String) -> any Error {
    if Task.isCancelled || error is CancellationError { return CancellationError() }
    let host = url.split(separator: "/", maxSplits: 2).dropFirst().first.map { $0.split(separator: "/")[0] } ?? ""
    switch error as? HTTPClientError {
    case .some(.connectTimeout), .some(.readTimeout), .some(.writeTimeout), .some(.tlsHandshakeTimeout), .some(.deadlineExceeded),
      .some(.getConnectionFromPoolTimeout):
      return AWSError(.timedOut, "\(host) did not answer in time", isRetryable: true, underlying: error)
    case .some(.alreadyShutdown):
      return AWSError(.connectionFailed, "the client was shut down: make another one", underlying: error)
    case .some(.invalidURL), .some(.emptyHost), .some(.emptyScheme):
      return AWSError(.invalidConfiguration, "\(host) is not a host: check the endpoint", underlying: error)
    default:
      return AWSError(.connectionFailed, "no connection to \(host), or it broke (\(error))", isRetryable: true, underlying: error)
    }
  }
}

/// A reply's body in pieces, as they come. It can be gone through once.
struct ReplyPieces: AsyncSequence, Sendable {
  typealias Element = [UInt8]

  private let body: HTTPClientResponse.Body
  private let url: String

  init(_ body: HTTPClientResponse.Body, url: String) {
    self.body = body
    self.url = url
  }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate var base: HTTPClientResponse.Body.AsyncIterator
    fileprivate let url: String

    /// The next piece; `nil` at the end. Throws an ``AWSError`` where the connection breaks before it, or `CancellationError`.
    mutating func next() async throws -> [UInt8]? {
      do {
        return try await base.next().map { Array($0.readableBytesView) }
      } catch {
        throw HTTPTransport.translated(error, url: url)
      }
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), url: url) }
}

extension TimeAmount {
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
