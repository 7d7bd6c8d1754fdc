import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Stands between a connection's HTTP and the server: ends connections that take too long, and answers what is no HTTP with a problem.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: ServerLimits
  private let security: SecurityHeaders
  private var pace: ConnectionPace
  private var timer: Scheduled<Void>?
  private var isOver = false

  /// How often it is looked whether something takes too long.
  private static let tick: TimeAmount = .seconds(1)

  init(_ limits: ServerLimits, security: SecurityHeaders) {
    self.limits = limits
    self.security = security
    pace = ConnectionPace(limits, at: .now())
  }

  func handlerAdded(context: ChannelHandlerContext) {
    pace = ConnectionPace(limits, at: context.eventLoop.now)
    schedule(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) { stop() }

  func channelInactive(context: ChannelHandlerContext) {
    stop()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    pace.received(at: context.eventLoop.now)
    switch unwrapInboundIn(data) {
    case .head: pace.readHead()
    case .body(let bytes): pace.readBody(bytes.readableBytes)
    case .end: pace.readEnd()
    }
    context.fireChannelRead(data)
    check(context)
  }

  func read(context: ChannelHandlerContext) {
    pace.reading(at: context.eventLoop.now)
    context.read()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { pace.wroteEnd(at: context.eventLoop.now) }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    pace.writable(context.channel.isWritable, at: context.eventLoop.now)
    context.fireChannelWritabilityChanged()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isOver else { return }
    guard pace.isIdle else {
      // Who reads the body learns of it, and answers. The parser's own error would be answered a second time.
      context.fireErrorCaught(UnreadableRequest())
      return
    }
    end(context, with: MalformedRequest.problem(of: error))
  }

  private func schedule(_ context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: Self.tick) {
      let (guardian, context) = bound.value
      guard !guardian.isOver, context.channel.isActive else { return }
      guardian.check(context)
      if !guardian.isOver { guardian.schedule(context) }
    }
  }

  private func stop() {
    timer?.cancel()
    timer = nil
  }

  private func check(_ context: ChannelHandlerContext) {
    guard let expiry = pace.expiry(at: context.eventLoop.now) else { return }
    // Before the end, which who reads the body would take for the body's own.
    if !pace.isIdle { context.fireErrorCaught(UnreadableRequest()) }
    if expiry == .body {
      end(context, with: MalformedRequest.slowBody)
    } else {
      isOver = true
      context.close(promise: nil)
    }
    stop()
  }

  /// Answers with a problem, and closes.
  private func end(_ context: ChannelHandlerContext, with problem: Problem) {
    isOver = true
    var answer = problem.answer
    security.add(to: &answer.headers)
    answer.headers[.connection] = "close"
    answer.headers[.contentLength] = String(answer.body.count)
    context.write(wrapOutboundOut(.head(HTTPResponse(status: answer.status, headerFields: answer.headers))), promise: nil)
    context.write(wrapOutboundOut(.body(context.channel.allocator.buffer(bytes: answer.body))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    context.close(promise: nil)
  }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}

/// A request whose body is no HTTP, or ended before it was whole.
struct UnreadableRequest: Error {}
