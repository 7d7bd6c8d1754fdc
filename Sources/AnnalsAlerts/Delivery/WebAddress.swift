public import Annals
import Foundation

/// The address of a web hook: `https`, or `http` on this machine. It may be a secret, so it describes itself by its host alone.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
  let url: String
  private let host: String

  /// Reads an address. Throws `invalidConfiguration`.
  public init(_ text: String) throws(HistoryError) {
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
      parts.scheme == "https" || parts.scheme == "http" && Self.isLoopback(host)
    else {
      throw HistoryError(
        .invalidConfiguration, "this is no https address: give one without a user and password (http only on this machine)")
    }
    url = text
    self.host = host
  }

  /// The host.
  public var description: String { host }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "[::1]" || host == "::1" || host.hasPrefix("127.") && host.split(separator: ".").count == 4
  }
}
