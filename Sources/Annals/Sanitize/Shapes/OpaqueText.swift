/// Tells random text, as keys have it, from names, paths, words and the usual identifiers.
enum OpaqueText {
  /// Whether a whole text is one random token.
  static func isOpaque(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { isOpaque($0, 0..<$0.count) }
  }

  /// Whether a part of a text is one random token: 16 bytes or more of one alphabet in which letters and digits mix.
  ///
  /// UUIDs, ULIDs, object ids and SHA digests in hexadecimal name things and are not opaque.
  static func isOpaque(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count >= 16, range.count <= 4096 else { return false }
    var digits = 0
    var capitals = 0
    var small = 0
    var changes = 0
    var isHexadecimal = true
    var run = 0
    var longestRun = 0
    var slashes = 0
    var wasDigit = false
    for index in range {
      let byte = bytes[index]
      guard ASCII.isBase64(byte) || byte == UInt8(ascii: ".") else { return false }
      guard ASCII.isAlphanumeric(byte) else {
        if byte == UInt8(ascii: "/") { slashes += 1 }
        if byte != UInt8(ascii: "=") { isHexadecimal = false }
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") { run = 0 }
        continue
      }
      run += 1
      longestRun = max(longestRun, run)
      let isDigit = ASCII.isDigit(byte)
      if isDigit { digits += 1 } else if ASCII.isUpper(byte) { capitals += 1 } else { small += 1 }
      if !ASCII.isHexadecimal(byte) { isHexadecimal = false }
      if index > range.lowerBound, isDigit != wasDigit { changes += 1 }
      wasDigit = isDigit
    }
    if isHexadecimal { return range.count == 32 || range.count == 48 || range.count > 64 }
    guard digits >= 2, capitals + small >= 4, longestRun >= 12, changes >= 3 else { return false }
    if slashes > 0, capitals == 0 || small == 0 { return false }
    return !isULID(bytes, range) && !isUUID(bytes, range)
  }

  /// Whether letters and digits, or small and capital letters, mix as they do in random text and not in words joined by signs.
  static func isMixed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    var digits = 0
    var changes = 0
    var run = 0
    var last: UInt8 = 0
    for index in range {
      let byte = bytes[index]
      run = ASCII.isAlphanumeric(byte) ? run + 1 : 0
      // No word is that long.
      if run >= 30 { return true }
      if ASCII.isDigit(byte) { digits += 1 }
      if run > 1, ASCII.isDigit(byte) != ASCII.isDigit(last) || ASCII.isLower(last) && ASCII.isUpper(byte) { changes += 1 }
      last = byte
    }
    return changes >= 4 && digits >= 1 || changes >= 8
  }

  private static func isUUID(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count == 36 else { return false }
    return range.allSatisfy { index in
      switch index - range.lowerBound {
      case 8, 13, 18, 23: bytes[index] == UInt8(ascii: "-")
      default: ASCII.isHexadecimal(bytes[index])
      }
    }
  }

  private static func isULID(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count == 26, bytes[range.lowerBound] &- 0x30 < 8 else { return false }
    return range.allSatisfy { ASCII.isDigit(bytes[$0]) || ASCII.isUpper(bytes[$0]) }
  }
}
