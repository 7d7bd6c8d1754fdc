import HummingbirdCore
import Logging
import NIOCore

/// Takes connections within the limit of each address.
struct GuardedChannel<Inner: ServerChildChannel>: ServerChildChannel {
  let inner: Inner
  let ledger: ConnectionLedger

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
    let address = channel.remoteAddress?.ipAddress ?? "local"
    let ledger = ledger
    let isOpen = ledger.open(address)
    if isOpen { channel.closeFuture.whenComplete { _ in ledger.close(address) } }
    let value = inner.setup(channel: channel, logger: logger)
    // A failure here would end the listening, so a connection too many is set up and closed.
    if !isOpen { value.whenComplete { _ in channel.close(promise: nil) } }
    return value
  }

  func handle(value: Inner.Value, logger: Logger) async { await inner.handle(value: value, logger: logger) }
}

extension HTTPServerBuilder {
  /// HTTP/1.1 within limits, encrypted where there is a certificate.
  static func guarded(
    by traffic: Traffic, limits: ServerLimits, security: SecurityHeaders, certificate: ServerCertificate?
  ) -> HTTPServerBuilder {
    HTTPServerBuilder { responder in
      let configuration = HTTP1Channel.Configuration(
        additionalChannelHandlers: [ConnectionGuard(limits, security: security)],
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: limits.headerFieldSize, maxHeaderListSize: limits.headerSize, maxHeaderFieldCount: limits.headerCount))
      let http = HTTP1Channel(responder: traffic.guarding(responder), configuration: configuration)
      let ledger = ConnectionLedger(limitPerAddress: limits.connectionsPerAddress)
      guard let certificate else { return GuardedChannel(inner: http, ledger: ledger) }
      return GuardedChannel(inner: EncryptedChannel(inner: http, certificate: certificate), ledger: ledger)
    }
  }
}
