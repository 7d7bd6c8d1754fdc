import Foundation

extension String {
  /// The text of these bytes; `nil` where they are not UTF-8. Plain ASCII takes a shorter way, for most texts are.
  package init?(checking bytes: UnsafeBufferPointer<UInt8>) {
    var seen: UInt8 = 0
    for byte in bytes { seen |= byte }
    guard seen < 0x80 else {
      self.init(validating: bytes, as: UTF8.self)
      return
    }
    self.init(unsafeUninitializedCapacity: bytes.count) { $0.initialize(fromContentsOf: bytes) }
  }

  /// Whether there is a control character (Unicode's category Cc: U+0000 to U+001F, U+007F to U+009F).
  package var hasControlCharacters: Bool {
    var previous: UInt8 = 0
    for byte in utf8 {
      if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && (0x80...0x9F).contains(byte)) { return true }
      previous = byte
    }
    return false
  }

  /// Whether both have the same bytes in UTF-8; `==` takes canonically equivalent texts for equal, which stores do not.
  package func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && byteOrder(to: other) == 0
  }

  /// Whether this comes before the other by their bytes in UTF-8, which is the order of every store.
  package func precedesByBytes(_ other: String) -> Bool { byteOrder(to: other) < 0 }

  /// Negative when this comes first, positive when the other does.
  private func byteOrder(to other: String) -> Int {
    var (left, right) = (self, other)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        let count = min(left.count, right.count)
        guard count > 0, let first = left.baseAddress, let second = right.baseAddress else { return left.count - right.count }
        let order = memcmp(first, second, count)
        return order == 0 ? left.count - right.count : Int(order)
      }
    }
  }

  /// The longest beginning of at most this many bytes that splits no character's encoding.
  package func prefix(utf8Bytes limit: Int) -> String {
    guard utf8.count > limit else { return self }
    guard limit > 0 else { return "" }
    var index = utf8.index(startIndex, offsetBy: limit)
    while index > startIndex, utf8[index] & 0xC0 == 0x80 { index = utf8.index(before: index) }
    return String(self[..<index])
  }
}
