/// Where a server's certificate and key are, both as PEM.
public struct TLSFiles: Hashable, Sendable {
  /// The file with the server's certificate, then those between it and the root.
  public var certificate: String
  /// The file with its private key, without a passphrase.
  public var key: String

  /// The files of a server.
  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
