/// How numbers are written. DynamoDB keeps a number's value, not its text: `1.0` comes back as `1`.
enum NumberSpelling {
  /// Whether DynamoDB surely gives the text back as it is: digits, a point where it is needed, no exponent, nothing that counts nothing.
  static func isKept(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count <= 16 else { return isKeptInteger(bytes) }
    if bytes.contains(UInt8(ascii: "e")) || bytes.contains(UInt8(ascii: "E")) || text == "-0" { return false }
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else { return true }
    let fraction = bytes[bytes.index(after: point)...]
    // 0.00000012 may come back with an exponent.
    return bytes.last != UInt8(ascii: "0") && fraction.prefix(6).contains { $0 != UInt8(ascii: "0") }
  }

  private static func isKeptInteger(_ bytes: String.UTF8View) -> Bool {
    bytes.count <= 20 && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) } && bytes.last != UInt8(ascii: "0")
  }

  /// Whether two texts are one number.
  static func isSameNumber(_ left: String, _ right: String) -> Bool { Value(left) == Value(right) }

  /// A number's significant digits and the power of ten that they are multiplied with.
  private struct Value: Equatable {
    var isNegative = false
    var digits: [UInt8] = []
    var exponent = 0

    init?(_ text: String) {
      var sawPoint = false
      var rest = text.utf8[...]
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        isNegative = sign == UInt8(ascii: "-")
        rest = rest.dropFirst()
      }
      while let byte = rest.first, byte | 0x20 != UInt8(ascii: "e") {
        rest = rest.dropFirst()
        if byte == UInt8(ascii: "."), !sawPoint {
          sawPoint = true
        } else if (0x30...0x39).contains(byte) {
          if byte != 0x30 || !digits.isEmpty { digits.append(byte) }
          if sawPoint { exponent -= 1 }
        } else {
          return nil
        }
      }
      if !rest.isEmpty {
        let text = String(Substring(rest.dropFirst()))
        guard let power = Int(text.hasPrefix("+") ? String(text.dropFirst()) : text) else { return nil }
        exponent += power
      }
      while digits.last == 0x30 {
        digits.removeLast()
        exponent += 1
      }
      if digits.isEmpty { (isNegative, exponent) = (false, 0) }
    }
  }
}
