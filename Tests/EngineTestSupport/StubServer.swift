import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server in the test's process that answers as the test says, and remembers what it was asked.
package final class StubServer: Sendable {
  /// What was asked.
  package struct Request: Sendable {
    package let method: String
    package let path: String
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]

    package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
    package var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// What is answered.
  package enum Reply: Sendable {
    /// A whole answer.
    case full(status: Int, headers: [(String, String)] = [], body: String = "")
    /// Headers that promise more bytes than come before the connection is closed.
    case truncated(body: String, promised: Int)
    /// The same, of an object in S3.
    case truncatedObject(String, promised: Int, checksum: String?)
    /// The connection is closed without an answer.
    case reset
    /// No answer as long as the connection stands.
    case silence

    /// A JSON answer.
    package static func json(_ body: String, status: Int = 200, headers: [(String, String)] = []) -> Reply {
      .full(status: status, headers: [("Content-Type", "application/x-amz-json-1.0")] + headers, body: body)
    }
  }

  private let log = Mutex<[Request]>([])
  private let connectionCount = Mutex(0)
  private let answer: @Sendable (Request, Int) -> Reply
  private let channel = Mutex<(any Channel)?>(nil)
  private let arrivals: AsyncStream<Request>
  private let arrived: AsyncStream<Request>.Continuation

  private init(_ answer: @escaping @Sendable (Request, Int) -> Reply) {
    self.answer = answer
    (arrivals, arrived) = AsyncStream.makeStream()
  }

  /// Runs the body with a server that answers the nth request (from 0) as the closure says.
  package static func run<Value>(
    _ answer: @escaping @Sendable (Request, Int) -> Reply, _ body: (StubServer) async throws -> Value
  ) async throws -> Value {
    let server = StubServer(answer)
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        server.connectionCount.withLock { $0 += 1 }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
          try channel.pipeline.syncOperations.addHandler(Handler(server))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    server.channel.withLock { $0 = channel }
    do {
      let value = try await body(server)
      try await channel.close()
      return value
    } catch {
      try? await channel.close()
      throw error
    }
  }

  /// Answers in this order; the last answer stays.
  package static func run<Value>(_ replies: [Reply], _ body: (StubServer) async throws -> Value) async throws -> Value {
    try await run({ _, index in replies[min(index, replies.count - 1)] }, body)
  }

  package var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }
  package var requests: [Request] { log.withLock { $0 } }
  /// How many connections were made so far.
  package var connections: Int { connectionCount.withLock { $0 } }

  /// Waits until a request has come in.
  package func nextRequest() async -> Request? { await arrivals.first { _ in true } }

  fileprivate func reply(to request: Request) -> Reply {
    let index = log.withLock { log in
      log.append(request)
      return log.count - 1
    }
    arrived.yield(request)
    return answer(request, index)
  }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart
    private let server: StubServer
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ server: StubServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        self.head = head
        body = []
      case .body(let part): body += part.readableBytesView
      case .end:
        guard let head else { return }
        let headers = head.headers.map { (name: $0.name, value: $0.value) }
        write(server.reply(to: Request(method: head.method.rawValue, path: head.uri, headers: headers, body: body)), context)
      }
    }

    private func write(_ reply: Reply, _ context: ChannelHandlerContext) {
      switch reply {
      case .silence: break
      case .reset: context.close(promise: nil)
      case .full(let status, let headers, let body): write(status, headers, body, promised: body.utf8.count, context)
      case .truncated(let body, let promised):
        write(200, [], body, promised: promised, context)
        context.close(promise: nil)
      case .truncatedObject(let body, let promised, let checksum):
        let headers = [("ETag", "\"e\"")] + (checksum.map { [("x-amz-checksum-sha256", $0)] } ?? [])
        write(200, headers, body, promised: promised, context)
        context.close(promise: nil)
      }
    }

    private func write(_ status: Int, _ headers: [(String, String)], _ body: String, promised: Int, _ context: ChannelHandlerContext) {
      var all = HTTPHeaders(headers)
      all.add(name: "Content-Length", value: String(promised))
      context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .init(statusCode: status), headers: all))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
      if promised == body.utf8.count { context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
    }
  }
}
