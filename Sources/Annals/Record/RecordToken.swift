import Crypto
import Synchronization

/// The last part of a record's key, fixed when the operation is captured: it keeps two operations of one microsecond apart, and makes one
/// record sent twice one record.
///
/// 1 to 64 characters of letters, digits, `-` and `_`. Those made here have 13 characters of Crockford's Base32: seven that count up in this
/// process, so that operations of one microsecond stay in order, and six that are random, so that processes do not meet.
public struct RecordToken: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The token's text.
  public let description: String

  /// Reads a token. Throws `invalidToken`.
  public init(_ text: String) throws(HistoryError) {
    let isValid = (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isAllowed)
    guard isValid else {
      throw HistoryError(.invalidToken, "the token \"\(text.quoted(70))\" is not one: send 1 to 64 letters, digits, - or _")
    }
    description = text
  }

  private init(count: UInt64, random: UInt32) {
    description = String(unsafeUninitializedCapacity: 13) { buffer in
      for place in 0..<7 { buffer[place] = Self.alphabet[Int(count >> UInt64(5 * (6 - place)) & 31)] }
      for place in 0..<6 { buffer[7 + place] = Self.alphabet[Int(random >> UInt32(5 * (5 - place)) & 31)] }
      return 13
    }
  }

  private init(digest: some Sequence<UInt8>) {
    // 20 characters of 5 bits: 100 bits, so that 2^40 contents share one with a chance of one in a million.
    description = String(decoding: digest.prefix(20).map { Self.alphabet[Int($0 & 31)] }, as: UTF8.self)
  }

  /// The next token of this process.
  package static func next() -> RecordToken { RecordToken(number: nextNumber()) }

  /// The number of the next token of this process: what is fixed when an operation is captured, and made text of later.
  static func nextNumber() -> UInt64 { counter.wrappingAdd(1, ordering: .relaxed).newValue }

  /// The token with a number of this process.
  init(number: UInt64) { self.init(count: number, random: Self.mixed(Self.seed &+ number)) }

  /// The token that content gives: the same for the same content and occurrence, whoever derives it.
  package static func derived(from content: String, occurrence: Int) -> RecordToken {
    var hash = SHA256()
    var content = content
    content.withUTF8 { hash.update(data: $0) }
    hash.update(data: Array("#\(occurrence)".utf8))
    return RecordToken(digest: hash.finalize())
  }

  private static let counter = Atomic<UInt64>(0)
  /// What is random about this process: drawn once, for the system's generator costs more than the rest of a capture.
  private static let seed = UInt64.random(in: 0...UInt64.max)

  /// 30 bits of a number, well mixed.
  private static func mixed(_ number: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: SplitMix64.mixed(number &* SplitMix64.step) >> 34)
  }

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }

  /// By bytes.
  public static func < (left: RecordToken, right: RecordToken) -> Bool {
    left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
  }
}
