import Crypto

/// An alert's id: the moment at which it was raised, and a digest of its rule and subject. Whoever finds the same alert gives it the same id.
public struct AlertID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// 13 characters of the moment, and 8 of the digest: `00f3k2m9x4q1c-5h2k9w3d`. Later alerts' ids come later.
  public let description: String

  /// Reads an id. Throws `invalidAlert`.
  public init(_ text: String) throws(HistoryError) {
    let bytes = Array(text.utf8)
    guard bytes.count == 22, bytes[13] == UInt8(ascii: "-"), bytes.enumerated().allSatisfy({ $0 == 13 || Self.alphabet.contains($1) })
    else {
      throw HistoryError(.invalidAlert, "\"\(text.quoted(40))\" is no alert's id: give it as the list of alerts has it")
    }
    description = text
  }

  /// The id of an alert of a rule and subject, raised at a moment.
  init(rule: String, subject: AlertSubject, opened: Timestamp) {
    let digest = Array(SHA256.hash(data: Array("\(rule)\n\(JSONWriter.text(of: subject.json))".utf8)))
    // Moments before 1970 are moved up, so that all ids have the order of their moments.
    let moment = UInt64(bitPattern: opened.microseconds &+ (1 << 60))
    var bytes: [UInt8] = (0..<13).map { Self.alphabet[Int(moment >> UInt64(5 * (12 - $0)) & 31)] }
    bytes.append(UInt8(ascii: "-"))
    bytes += digest.prefix(8).map { Self.alphabet[Int($0 & 31)] }
    description = String(decoding: bytes, as: UTF8.self)
  }

  /// By text.
  public static func < (left: AlertID, right: AlertID) -> Bool { left.description.precedesByBytes(right.description) }

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
