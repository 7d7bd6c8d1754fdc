/// Percent-encoding as form text has it: `%5B` for `[`, `+` for a space.
package enum PercentEncoding {
  /// The bytes that stand for themselves and those that were encoded; what is no encoding stays as it is.
  static func decoded(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
        continue
      }
      let pair = (iterator.next(), iterator.next())
      if let high = pair.0.flatMap(value), let low = pair.1.flatMap(value) {
        decoded.append(high << 4 | low)
      } else {
        decoded += [byte] + [pair.0, pair.1].compactMap(\.self)
      }
    }
    return decoded
  }

  /// Text as a value of a form or a part of a path: letters, digits and `-._~` stay, all else is encoded (RFC 3986, section 2.3).
  package static func encoded(_ text: String) -> [UInt8] {
    var encoded: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in text.utf8 {
      if ASCII.isToken(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~") {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return encoded
  }

  /// The value of a hexadecimal digit.
  static func value(_ digit: UInt8) -> UInt8? { ASCII.isHexadecimal(digit) ? ASCII.hexadecimalValue(digit) : nil }
}
