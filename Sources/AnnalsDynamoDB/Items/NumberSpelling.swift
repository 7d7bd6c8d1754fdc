import Annals

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
  static func isSameNumber(_ left: String, _ right: String) -> Bool { NumberValue(left) == NumberValue(right) }
}
