/// Base64 in either alphabet within a text, on one line or broken into lines as MIME and PEM break it.
struct Base64Text {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let start: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
    self.bytes = bytes
    self.start = start
  }

  /// Unpacks as far as what comes out is text.
  func unpack(into unpacked: inout [UInt8]) {
    var validity = TextValidity()
    var bits: UInt32 = 0
    var held = 0
    var index = start
    var lineStart = start
    while index < bytes.count {
      guard let value = Self.value(of: bytes[index]) else {
        guard let next = nextLine(at: index, from: lineStart) else { return }
        (index, lineStart) = (next, next)
        continue
      }
      bits = bits << 6 | value
      held += 6
      index += 1
      guard held >= 8 else { continue }
      held -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt32(held))
      guard validity.takes(byte) else { return }
      unpacked.append(byte)
    }
  }

  /// Whether it is a private key without its lines of dashes: a sequence in DER that begins with a version, or OpenSSH's own form.
  ///
  /// Sources: RFC 8017 (RSA), RFC 5915 (EC), RFC 5208 (PKCS #8), RFC 7292 (PKCS #12); OpenSSH's PROTOCOL.key.
  var isPrivateKey: Bool {
    guard bytes[start] == UInt8(ascii: "M") || bytes[start] == UInt8(ascii: "b"), start + 60 <= bytes.count else { return false }
    let openSSH: StaticString = "b3BlbnNzaC1rZXktdjE"
    if bytes[start] == UInt8(ascii: "b") {
      return (0..<openSSH.utf8CodeUnitCount).allSatisfy { bytes[start + $0] == openSSH.utf8Start[$0] }
    }
    var head: [UInt8] = []
    for group in stride(from: start, to: start + 12, by: 4) {
      var bits: UInt32 = 0
      for index in group..<group + 4 {
        guard let value = Self.value(of: bytes[index]) else { return false }
        bits = bits << 6 | value
      }
      head += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
    }
    guard head[0] == 0x30, (start..<start + 60).allSatisfy({ Self.value(of: bytes[$0]) != nil }) else { return false }
    let version = head[1] < 0x80 ? 2 : 2 + Int(head[1] & 0x7F)
    return version + 2 < head.count && head[version] == 0x02 && head[version + 1] == 0x01 && head[version + 2] <= 3
  }

  /// Where it ends, its lines and padding included.
  func end() -> Int {
    var index = start
    var lineStart = start
    while index < bytes.count {
      if Self.value(of: bytes[index]) != nil {
        index += 1
      } else if let next = nextLine(at: index, from: lineStart) {
        (index, lineStart) = (next, next)
      } else {
        break
      }
    }
    while index < bytes.count, bytes[index] == UInt8(ascii: "=") { index += 1 }
    return index
  }

  /// The start of the next line where one ends here that is as long as encoders make them.
  private func nextLine(at index: Int, from lineStart: Int) -> Int? {
    guard index - lineStart >= 60, (index - lineStart) % 4 == 0 else { return nil }
    var next = index
    if bytes[next] == 0x0D { next += 1 }
    guard next < bytes.count, bytes[next] == 0x0A, next + 1 < bytes.count, Self.value(of: bytes[next + 1]) != nil else { return nil }
    return next + 1
  }

  /// The six bits of a character of either alphabet.
  @inline(__always)
  static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case 0x41...0x5A: UInt32(byte - 0x41)
    case 0x61...0x7A: UInt32(byte - 0x61 + 26)
    case 0x30...0x39: UInt32(byte - 0x30 + 52)
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
