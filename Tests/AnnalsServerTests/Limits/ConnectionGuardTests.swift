import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import Testing

@testable import AnnalsServer

@Suite("The guard of a connection")
struct ConnectionGuardTests {
  private func channel() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel(handler: ConnectionGuard(ServerLimits(), security: SecurityHeaders(isEncrypted: false)))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    return channel
  }

  private func head(_ method: HTTPRequest.Method = .post) -> HTTPRequestPart {
    .head(HTTPRequest(method: method, scheme: "http", authority: "x", path: "/"))
  }

  private func status(_ channel: EmbeddedChannel) throws -> Int? {
    guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self) else { return nil }
    return head.status.code
  }

  @Test("A connection that sends nothing is closed without a word")
  func silent() throws {
    let channel = try channel()
    channel.embeddedEventLoop.advanceTime(by: .seconds(9))
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(1))
    #expect(!channel.isActive)
    #expect(try status(channel) == nil)
  }

  @Test("A body of a byte a second is answered with 408 and closed")
  func slowBody() throws {
    let channel = try channel()
    try channel.writeInbound(head())
    for _ in 0..<20 where channel.isActive {
      channel.read()
      channel.embeddedEventLoop.advanceTime(by: .seconds(1))
      if channel.isActive { try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x"))) }
    }
    #expect(!channel.isActive)
    #expect(try status(channel) == 408)
  }

  @Test("A request that is answered in time is left alone")
  func inTime() throws {
    let channel = try channel()
    for _ in 0..<3 {
      channel.embeddedEventLoop.advanceTime(by: .seconds(9))
      try channel.writeInbound(head(.get))
      try channel.writeInbound(HTTPRequestPart.end(nil))
      channel.embeddedEventLoop.advanceTime(by: .seconds(300))
      try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
      try channel.writeOutbound(HTTPResponsePart.end(nil))
    }
    #expect(channel.isActive)
    channel.embeddedEventLoop.advanceTime(by: .seconds(60))
    #expect(!channel.isActive)
  }

  @Test("What is no HTTP is answered with a problem and closed, once")
  func noHTTP() throws {
    let channel = try channel()
    channel.pipeline.fireErrorCaught(HTTPParserError.headerOverflow)
    #expect(try status(channel) == 431)
    channel.pipeline.fireErrorCaught(HTTPParserError.invalidMethod)
    channel.embeddedEventLoop.run()
    #expect(!channel.isActive)
  }

  @Test("What is no HTTP behind a request that is not answered yet is told to who answers it, and written by nobody else")
  func noHTTPInBody() throws {
    let channel = try channel()
    try channel.writeInbound(head())
    channel.pipeline.fireErrorCaught(HTTPParserError.invalidChunkSize)
    #expect(throws: UnreadableRequest.self) { try channel.throwIfErrorCaught() }
    #expect(try status(channel) == nil)
    #expect(channel.isActive)
  }
}
