import Annals

/// Percent-encoding (RFC 3986, section 2.1), over bytes.
enum PercentCoding {
  /// What plain `+` stands for: itself in a path, a space in a query, as forms write it.
  enum Plus {
    case plus
    case space
  }

  /// The text that was encoded; `nil` where a `%` lacks its two hexadecimal digits, or the bytes are not UTF-8.
  static func decode(_ text: some StringProtocol, plus: Plus) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var rest = Substring(text).utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plus == .space: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The text as one part of a path: only letters, digits and `-._~` stand for themselves.
  static func encode(_ text: String) -> String { String(decoding: PercentEncoding.encoded(text), as: UTF8.self) }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
  }
}
