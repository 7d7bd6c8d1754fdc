public import Hummingbird
public import NIOCore

/// What the server knows of a request beside the request itself: where it comes from.
///
/// Routes that are mounted in a router of yours learn that from any context that conforms to `RemoteAddressRequestContext`.
public struct HistoryServerContext: RequestContext, RemoteAddressRequestContext {
  /// Hummingbird's own part.
  public var coreContext: CoreRequestContextStorage
  /// The address that the connection comes from.
  public let remoteAddress: SocketAddress?

  /// The context of a request of a connection.
  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress
  }
}
