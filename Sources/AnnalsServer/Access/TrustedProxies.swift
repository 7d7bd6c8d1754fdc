import HTTPTypes

/// Proxies whose word is taken for the address of who sent a request.
///
/// A proxy adds, on the right, where a request came to it from; what stands left of that it was sent, and may be made up. So the header is read from
/// the right, from connections of the proxies alone: the first address that is none of theirs is the sender's.
public struct TrustedProxies: Sendable {
  /// The header that the proxies add to.
  public enum Header: String, CaseIterable, Sendable {
    /// `X-Forwarded-For: 203.0.113.7, 10.0.0.5`.
    case xForwardedFor = "X-Forwarded-For"
    /// `Forwarded: for=203.0.113.7;proto=https, for="[2001:db8::1]:4711"` (RFC 7239).
    case forwarded = "Forwarded"
  }

  /// Where the proxies are. Default: nowhere, so that the header says nothing.
  public var addresses: [AddressRange] = []
  /// The header that they add to. The other one is never read: they would hand it on as it was made up. `nil` for none. Default: `X-Forwarded-For`.
  public var header: Header? = .xForwardedFor

  /// Proxies that a request passes at most.
  private static let hopLimit = 32

  /// Proxies at these addresses.
  public init(at addresses: [AddressRange] = [], header: Header? = .xForwardedFor) {
    self.addresses = addresses
    self.header = header
  }

  /// The address of who sent a request that came from an address: that one itself, unless it is a proxy's. Where a proxy does not say whom it had a
  /// request from, it is the proxy's.
  func clientAddress(_ headers: HTTPFields, from address: String?) -> String? {
    guard let header, let address, let connection = IPAddress(address), isProxy(connection), let name = HTTPField.Name(header.rawValue)
    else {
      return address
    }
    // No address has a comma, also in quotes. Looking for the quotes' ends would let one that is made up and open swallow what a proxy added.
    let hops = headers[values: name].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
    var client = connection
    for hop in hops.reversed().prefix(Self.hopLimit) {
      guard let sender = header == .forwarded ? Self.forwarded(hop) : Self.address(hop) else { break }
      client = sender
      guard isProxy(sender) else { break }
    }
    return client.description
  }

  private func isProxy(_ address: IPAddress) -> Bool { addresses.contains { $0.contains(address) } }

  /// The address of `for` in an element of `Forwarded`.
  private static func forwarded(_ element: Substring) -> IPAddress? {
    let pairs = element.split(separator: ";").map { $0.split(separator: "=", maxSplits: 1).map(\.trimmingSpaces) }
    let senders = pairs.filter { $0.first?.lowercased() == "for" }
    guard senders.count == 1, let value = senders[0].dropFirst().first else { return nil }
    let isQuoted = value.count > 1 && value.hasPrefix("\"") && value.hasSuffix("\"")
    return address(isQuoted ? value.dropFirst().dropLast() : value[...])
  }

  /// An address, with or without a port behind it: `203.0.113.7:4711`, `[2001:db8::1]:4711`.
  private static func address(_ text: Substring) -> IPAddress? {
    let text = text.trimmingSpaces
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || isPort(rest) else { return nil }
      return IPAddress(String(text[text.index(after: text.startIndex)..<end]))
    }
    guard let colon = text.firstIndex(of: ":"), text.lastIndex(of: ":") == colon else { return IPAddress(text) }
    return isPort(text[colon...]) ? IPAddress(String(text[..<colon])) : nil
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.hasPrefix(":") && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber } && (2...6).contains(text.count)
  }
}
