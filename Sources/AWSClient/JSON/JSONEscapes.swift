/// The escapes in JSON strings (RFC 8259, section 7).
enum JSONEscapes {
  /// The text that the bytes between two quotes stand for; `nil` where an escape is none. Half a surrogate pair becomes U+FFFD.
  static func decode(_ content: UnsafeBufferPointer<UInt8>) -> String? {
    var text: [UInt8] = []
    text.reserveCapacity(content.count)
    var index = 0
    while index < content.count {
      let byte = content[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard index < content.count else { return nil }
      let kind = content[index]
      index += 1
      switch kind {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"):
        guard let unit = codeUnit(content, at: index) else { return nil }
        index += 4
        var scalar = Unicode.Scalar(unit)
        if unit & 0xFC00 == 0xD800, index + 5 < content.count, content[index] == UInt8(ascii: "\\"),
          content[index + 1] == UInt8(ascii: "u"), let low = codeUnit(content, at: index + 2), low & 0xFC00 == 0xDC00
        {
          scalar = Unicode.Scalar(0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF)))
          index += 6
        }
        text.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
      default: return nil
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func codeUnit(_ content: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
    guard index + 4 <= content.count else { return nil }
    var unit: UInt16 = 0
    for digit in content[index..<(index + 4)] {
      guard let value = Hexadecimal.value(digit) else { return nil }
      unit = unit << 4 | UInt16(value)
    }
    return unit
  }
}
