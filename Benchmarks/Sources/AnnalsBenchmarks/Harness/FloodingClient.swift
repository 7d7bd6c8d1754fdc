import NIOCore
import NIOPosix

/// A connection from another address of this machine that means no good, until its task is cancelled.
struct FloodingClient {
  let port: Int

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  /// Threads of their own, so that what is measured is the server's work.
  private static let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  /// Asks again as soon as it is answered, and tells each time that it was.
  func flood(_ answered: @escaping @Sendable () -> Void) async throws {
    let request = ByteBuffer(string: "GET /api/history/recent?limit=50 HTTP/1.1\r\nHost: x\r\n\r\n")
    while !Task.isCancelled {
      try await connected { inbound, outbound in
        try await outbound.write(request)
        for try await buffer in inbound {
          // An answer's head begins a buffer or stands in it; a body's end is not looked for, which makes the flood only denser.
          guard buffer.readableBytesView.starts(with: "HTTP/1.1 ".utf8) else { continue }
          answered()
          if Task.isCancelled { break }
          try await outbound.write(request)
        }
      }
    }
  }

  /// Sends a body of a byte a second.
  func trickle() async throws {
    while !Task.isCancelled {
      try await connected { inbound, outbound in
        try await outbound.write(
          ByteBuffer(
            string: "POST /api/history/records HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"))
        while !Task.isCancelled {
          try await outbound.write(ByteBuffer(string: " "))
          try await Task.sleep(for: .seconds(1))
        }
      }
    }
  }

  /// Runs the body on a new connection, until the server, or the end of the task, closes it.
  private func connected(
    _ body: (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Void
  ) async throws {
    do {
      let channel = try await ClientBootstrap(group: Self.threads)
        .bind(to: SocketAddress(ipAddress: "127.0.0.2", port: 0))
        .connect(host: "127.0.0.1", port: port) { channel in
          channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
        }
      try await channel.executeThenClose(body)
    } catch is IOError {
    } catch is ChannelError {
    } catch is CancellationError {
    }
  }
}
