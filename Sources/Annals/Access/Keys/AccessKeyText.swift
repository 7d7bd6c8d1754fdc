/// A key as its holder has it: `annals_ID_SECRETCHECKSUM`, all in Crockford's Base32 in small letters.
///
/// The beginning and the checksum (CRC32C of all before it) let scanners and our own redaction find a key that leaked, and let one that was cut
/// or mistyped be told without asking the store. Neither is a proof: only the secret is.
struct AccessKeyText: Hashable {
  /// What every key begins with.
  static let beginning = "annals_"
  /// Characters of an id: 60 random bits, so that ids meet with a chance of one in a million after a million keys.
  static let idLength = 12
  /// Characters of a secret: 256 random bits, four of the last character always zero.
  static let secretLength = 52
  private static let checksumLength = 7

  /// Which key it is; not a secret.
  let id: String
  /// What proves it.
  let secret: String

  /// A key of its parts.
  init(id: String, secret: String) {
    self.id = id
    self.secret = secret
  }

  /// A new key.
  init() {
    var generator = SystemRandomNumberGenerator()
    id = Self.digits(of: (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }, count: Self.idLength)
    secret = Self.digits(of: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }, count: Self.secretLength)
  }

  /// Reads a key; `nil` where it is none, or its checksum does not fit.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let start = Self.beginning.utf8.count
    let middle = start + Self.idLength
    let end = middle + 1 + Self.secretLength
    guard bytes.count == end + Self.checksumLength, bytes.starts(with: Self.beginning.utf8), bytes[middle] == UInt8(ascii: "_"),
      (bytes[start..<middle] + bytes[(middle + 1)...]).allSatisfy(Self.alphabet.contains),
      bytes[end...].elementsEqual(Self.checksum(of: bytes[..<end]).utf8)
    else { return nil }
    id = String(decoding: bytes[start..<middle], as: UTF8.self)
    secret = String(decoding: bytes[(middle + 1)..<end], as: UTF8.self)
  }

  /// The whole text.
  var text: String {
    let text = "\(Self.beginning)\(id)_\(secret)"
    return text + Self.checksum(of: Array(text.utf8)[...])
  }

  /// Whether a text can be a key's id.
  static func isID(_ text: String) -> Bool { text.utf8.count == idLength && text.utf8.allSatisfy(alphabet.contains) }

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  private static func checksum(of bytes: ArraySlice<UInt8>) -> String {
    var checksum = CRC32C()
    checksum.add(bytes)
    return digits(of: withUnsafeBytes(of: checksum.checksum.bigEndian) { Array($0) }, count: checksumLength)
  }

  /// The first digits of five bits each, zeros behind the last bit.
  private static func digits(of bytes: [UInt8], count: Int) -> String {
    var digits: [UInt8] = []
    for index in 0..<count {
      let bit = index * 5
      let pair = UInt16(bytes[bit / 8]) << 8 | UInt16(bit / 8 + 1 < bytes.count ? bytes[bit / 8 + 1] : 0)
      digits.append(alphabet[Int(pair >> UInt16(11 - bit % 8) & 31)])
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
