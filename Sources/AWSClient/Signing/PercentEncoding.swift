/// Percent-encoding as signatures need it (RFC 3986, upper case, nothing but unreserved characters left as they are).
enum PercentEncoding {
  /// The text encoded; a path keeps its slashes.
  static func encode(_ text: String, keepingSlashes: Bool = false) -> String {
    var text = text
    return text.withUTF8 { bytes in
      if bytes.allSatisfy({ isUnreserved($0) || (keepingSlashes && $0 == UInt8(ascii: "/")) }) {
        return String(decoding: bytes, as: UTF8.self)
      }
      return String(unsafeUninitializedCapacity: bytes.count * 3) { buffer in
        var count = 0
        for byte in bytes {
          if isUnreserved(byte) || (keepingSlashes && byte == UInt8(ascii: "/")) {
            buffer[count] = byte
            count += 1
          } else {
            buffer[count] = UInt8(ascii: "%")
            buffer[count + 1] = Hexadecimal.upper[Int(byte >> 4)]
            buffer[count + 2] = Hexadecimal.upper[Int(byte & 15)]
            count += 3
          }
        }
        return count
      }
    }
  }

  /// The text that an encoded one stands for; a `%` without two digits stands for itself.
  static func decode(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    let bytes = Array(text.utf8)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = Hexadecimal.value(bytes[index + 1]),
        let low = Hexadecimal.value(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: false
    }
  }
}

/// Bytes as hexadecimal digits.
enum Hexadecimal {
  static let upper = Array("0123456789ABCDEF".utf8)
  private static let lower = Array("0123456789abcdef".utf8)

  /// Two lower-case digits a byte.
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(lower[Int(byte >> 4)])
      text.append(lower[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
