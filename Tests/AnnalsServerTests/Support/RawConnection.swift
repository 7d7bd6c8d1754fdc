import Foundation
import NIOCore
import NIOPosix

/// A plain connection that sends bytes as they are, and gives what comes back until the server closes.
enum RawConnection {
  /// What came back on one connection.
  struct Answers: Sendable {
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The statuses of the answers, in order.
    var statuses: [Int] {
      text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap { Int($0.prefix(3)) }
    }

    /// The codes of the problems in them.
    var codes: [String] {
      text.components(separatedBy: #""code":""#).dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }
  }

  /// Sends bytes, ends the sending where `isClosing`, and gives all that comes back until the server closes the connection.
  static func send(_ bytes: some Sequence<UInt8> & Sendable, port: Int, isClosing: Bool = true, from address: String? = nil) async throws
    -> Answers
  {
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
    if let address { bootstrap = bootstrap.bind(to: try SocketAddress(ipAddress: address, port: 0)) }
    let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
          wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
      }
    }
    let request = ByteBuffer(bytes: bytes)
    return try await channel.executeThenClose { inbound, outbound in
      try await outbound.write(request)
      if isClosing { outbound.finish() }
      var answer: [UInt8] = []
      do {
        for try await buffer in inbound { answer.append(contentsOf: buffer.readableBytesView) }
      } catch is IOError {
        // The server closed while bytes were still on their way to it: what it said before counts.
      } catch is ChannelError {
      }
      return Answers(bytes: answer)
    }
  }

  /// Sends a request as text, its line ends as CRLF.
  static func send(text: String, port: Int, isClosing: Bool = true) async throws -> Answers {
    try await send(Array(text.replacing("\n", with: "\r\n").utf8), port: port, isClosing: isClosing)
  }
}
