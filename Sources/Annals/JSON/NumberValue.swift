/// A number's significant digits and the power of ten that they are multiplied with.
package struct NumberValue: Equatable {
  private var isNegative = false
  private var digits: [UInt8] = []
  private var exponent = 0

  /// Reads a number's text; `nil` where it is none.
  package init?(_ text: String) {
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
