public import Annals
import Foundation

/// An address of the internet protocol, of version 4 or 6.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// 4 or 16 bytes.
  let bytes: [UInt8]

  /// Reads an address; `nil` where it is none. An IPv4 address in the form of IPv6 (`::ffff:10.0.0.1`) is the IPv4 address, a zone is left out.
  package init?(_ text: String) {
    let text = String(text.prefix { $0 != "%" })
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: &four) { Array($0) }
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    let all = withUnsafeBytes(of: &six) { Array($0) }
    let isMapped = all.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
    bytes = isMapped ? Array(all[12...]) : all
  }

  /// The address in its shortest form: one text for all ways in which it may have been written.
  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    _ = inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether only this machine has it: 127.0.0.0/8 and ::1.
  package var isLoopback: Bool { bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1] }
}

/// A range of addresses in CIDR's notation: `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  private let address: IPAddress
  private let length: Int
  /// The range as it was given.
  public let description: String

  /// What can be given, for sentences.
  public static let forms = "an address or a range, as 10.0.0.5, 10.0.0.0/8 or 2001:db8::/32"

  /// Reads a range. Throws `invalidConfiguration`, also where bits are set behind the length, for then it is not clear what was meant.
  public init(_ text: String) throws(HistoryError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress(String(parts.first ?? "")) else { throw Self.unreadable(text) }
    let bits = address.bytes.count * 8
    guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length) else { throw Self.unreadable(text) }
    guard (length..<bits).allSatisfy({ address.bytes[$0 / 8] & (0x80 >> UInt8($0 % 8)) == 0 }) else {
      throw HistoryError(
        .invalidConfiguration, "\"\(text.prefix(60))\" has bits behind its length: give the range's first address, as 10.0.0.0/8")
    }
    self.address = address
    self.length = length
    description = text
  }

  /// Whether an address, as text, lies in the range.
  public func contains(_ text: String) -> Bool { IPAddress(text).map { contains($0) } ?? false }

  /// Whether an address lies in the range.
  func contains(_ other: IPAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    return (0..<length).allSatisfy { bit in
      (other.bytes[bit / 8] ^ address.bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }

  private static func unreadable(_ text: String) -> HistoryError {
    HistoryError(.invalidConfiguration, "\"\(text.prefix(60))\" is no range of addresses: give \(forms)")
  }
}
