/// Runs of Base64 or hexadecimal digits in a text that unpack into text with a secret, or into a private key.
enum EncodedRuns {
  /// The bytes of the shortest run that is looked into: `password=1` has ten bytes and becomes sixteen.
  static let minimum = 16
  /// How often a run is tried to unpack: from its start, and behind the first signs in it, for a prefix may stand before.
  private static let triesLimit = 4

  /// The runs that hold a secret, as the given search finds one in what they unpack to.
  static func spans(in bytes: UnsafeBufferPointer<UInt8>, holdsSecret: (UnsafeBufferPointer<UInt8>) -> Bool) -> [SecretSpan] {
    var spans: [SecretSpan] = []
    var unpacked: [UInt8] = []
    var floor = 0
    // A run covers one of any `minimum` neighbours, so most bytes need not be looked at.
    var index = minimum - 1
    while index < bytes.count {
      guard isOfRun(bytes[index]) else {
        index += minimum
        continue
      }
      var start = index
      while start > floor, isOfRun(bytes[start - 1]) { start -= 1 }
      var end = index + 1
      while end < bytes.count, isOfRun(bytes[end]) { end += 1 }
      if end - start >= minimum, let span = span(in: bytes, start..<end, &unpacked, holdsSecret) {
        spans.append(span)
        end = span.range.upperBound
      }
      floor = end
      index = end + minimum - 1
    }
    return spans
  }

  @inline(__always)
  private static func isOfRun(_ byte: UInt8) -> Bool { ASCII.isToken(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") }

  private static func span(
    in bytes: UnsafeBufferPointer<UInt8>, _ run: Range<Int>, _ unpacked: inout [UInt8], _ holdsSecret: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> SecretSpan? {
    var start = run.lowerBound
    for _ in 0..<triesLimit {
      guard run.upperBound - start >= minimum else { return nil }
      let text = Base64Text(bytes, from: start)
      if text.isPrivateKey { return SecretSpan(range: start..<text.end(), rule: .privateKey) }
      unpacked.removeAll(keepingCapacity: true)
      text.unpack(into: &unpacked)
      if unpacked.count >= 8, unpacked.withUnsafeBufferPointer(holdsSecret) {
        return SecretSpan(range: start..<text.end(), rule: .encoded)
      }
      unpacked.removeAll(keepingCapacity: true)
      let digits = hexadecimal(in: bytes, from: start, to: run.upperBound, into: &unpacked)
      if unpacked.count >= 8, unpacked.withUnsafeBufferPointer(holdsSecret) { return SecretSpan(range: digits, rule: .encoded) }
      while start < run.upperBound, ASCII.isAlphanumeric(bytes[start]) { start += 1 }
      start += 1
    }
    return nil
  }

  /// Unpacks hexadecimal digits as far as they are text; the range of the digits.
  private static func hexadecimal(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, into unpacked: inout [UInt8]
  ) -> Range<Int> {
    var index = start
    if bytes[start] == UInt8(ascii: "0"), bytes[start + 1] | 0x20 == UInt8(ascii: "x") { index += 2 }
    var validity = TextValidity()
    while index + 1 < end, let high = PercentEncoding.value(bytes[index]), let low = PercentEncoding.value(bytes[index + 1]) {
      let byte = high << 4 | low
      guard validity.takes(byte) else { break }
      unpacked.append(byte)
      index += 2
    }
    while index < end, ASCII.isHexadecimal(bytes[index]) { index += 1 }
    return start..<index
  }
}

/// Whether bytes go on being text in UTF-8, one after the other.
struct TextValidity {
  private var continuations = 0

  /// Takes the next byte; false where it cannot be text.
  @inline(__always)
  mutating func takes(_ byte: UInt8) -> Bool {
    if continuations > 0 {
      continuations -= 1
      return byte & 0xC0 == 0x80
    }
    switch byte {
    case 0x20...0x7E, 0x09, 0x0A, 0x0D: return true
    case 0xC2...0xDF: continuations = 1
    case 0xE0...0xEF: continuations = 2
    case 0xF0...0xF4: continuations = 3
    default: return false
    }
    return true
  }
}
