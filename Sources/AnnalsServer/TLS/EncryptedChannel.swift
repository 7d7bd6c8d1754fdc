import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// Encrypts connections, each with the certificate that is in use when it begins.
struct EncryptedChannel<Inner: ServerChildChannel>: ServerChildChannel {
  let inner: Inner
  let certificate: ServerCertificate

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
    channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context))
    }.flatMap { inner.setup(channel: channel, logger: logger) }
  }

  func handle(value: Inner.Value, logger: Logger) async { await inner.handle(value: value, logger: logger) }
}
