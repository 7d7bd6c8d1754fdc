/// Looks for the secrets of the corpus in bytes: as they are, and with the escapes of JSON undone.
package struct SecretHunt: Sendable {
  private static let window = 6

  private struct Needle {
    let secret: Int
    let bytes: [UInt8]
  }

  private let secrets: [Secret]
  private let needles: [Needle]
  /// The needles by the number that their first bytes are.
  private let byWindow: [UInt64: [Int]]
  /// Whether some needle begins with two bytes.
  private let begins: [Bool]

  /// A hunt for these secrets. Each part of one that is looked for has six bytes or more.
  package init(_ secrets: [Secret] = SecretCorpus.secrets) {
    self.secrets = secrets
    var needles: [Needle] = []
    for (index, secret) in secrets.enumerated() {
      for needle in Set(secret.needles) { needles.append(Needle(secret: index, bytes: Array(needle.utf8))) }
    }
    var byWindow: [UInt64: [Int]] = [:]
    var begins = Array(repeating: false, count: 1 << 16)
    for (index, needle) in needles.enumerated() where needle.bytes.count >= Self.window {
      byWindow[needle.bytes[..<Self.window].reduce(0) { $0 << 8 | UInt64($1) }, default: []].append(index)
      begins[Int(needle.bytes[0]) << 8 | Int(needle.bytes[1])] = true
    }
    self.needles = needles
    self.byWindow = byWindow
    self.begins = begins
  }

  /// The places in the corpus of the secrets that are found in some bytes.
  package func found(in bytes: [UInt8]) -> Set<Int> {
    var found = search(bytes)
    if bytes.contains(UInt8(ascii: "\\")) { found.formUnion(search(Self.unescaped(bytes))) }
    return found
  }

  /// The secrets that are found in some bytes.
  package func secrets(in bytes: [UInt8]) -> [Secret] { found(in: bytes).sorted().map { secrets[$0] } }

  /// The secrets that are found in a text.
  package func secrets(in text: String) -> [Secret] { secrets(in: Array(text.utf8)) }

  private func search(_ bytes: [UInt8]) -> Set<Int> {
    var found: Set<Int> = []
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index + Self.window <= bytes.count {
        if begins[Int(bytes[index]) << 8 | Int(bytes[index + 1])] {
          var window: UInt64 = 0
          for offset in 0..<Self.window { window = window << 8 | UInt64(bytes[index + offset]) }
          for candidate in byWindow[window] ?? [] where Self.has(needles[candidate].bytes, bytes, at: index) {
            found.insert(needles[candidate].secret)
          }
        }
        index += 1
      }
    }
    return found
  }

  private static func has(_ needle: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    guard start + needle.count <= bytes.count else { return false }
    for offset in needle.indices where bytes[start + offset] != needle[offset] { return false }
    return true
  }

  /// The bytes with each escape of one layer as what it stands for.
  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      default: result.append(bytes[index + 1])
      }
      index += 2
    }
    return result
  }
}
