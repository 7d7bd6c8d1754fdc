/// 500 texts that look like secrets in some way and are none: what names things, what counts, and what only speaks of secrets.
package enum Innocents {
  private static let seed: UInt64 = 0x1110_CE47

  /// A text, with the kind that failures name.
  package struct Innocent: Hashable, Sendable {
    /// The kind.
    package let kind: String
    /// The text.
    package let text: String
  }

  /// The innocents, kind by kind.
  package static let all: [Innocent] = {
    var maker = SecretMaker(seed: seed)
    let made = makers.flatMap { kind, make in (0..<10).map { _ in Innocent(kind: kind, text: make(&maker)) } }
    let written = [("prose", prose), ("code", code), ("name", names), ("place", places)].flatMap { kind, texts in
      texts.map { Innocent(kind: kind, text: $0) }
    }
    return made + written
  }()

  private static let makers: [(String, @Sendable (inout SecretMaker) -> String)] = [
    ("SHA-1", { $0.hexadecimal(40) }), ("SHA-256", { $0.hexadecimal(64) }), ("SHA-256 with its name", { "sha256:" + $0.hexadecimal(64) }),
    ("MD5", { $0.hexadecimal(32) }), ("SHA-512 in an integrity attribute", { "sha512-" + $0.base64(bytes: 64) }),
    ("git id", { "commit " + $0.hexadecimal(40) }), ("short git id", { $0.hexadecimal(7) }), ("UUID", { $0.uuid() }),
    ("UUID in capitals", { $0.uuid().uppercased() }), ("ULID", { "01" + $0.text(24, of: "0123456789ABCDEFGHJKMNPQRSTVWXYZ") }),
    ("object id", { $0.hexadecimal(24) }), ("nanoid", { $0.token(21) }), ("ISBN-13", { isbn(&$0) }),
    ("order number", { "ORD-\($0.number(2019...2026))-\($0.digits(8))" }),
    ("invoice number", { "INV/\($0.number(2019...2026))/\($0.digits(5))" }),
    ("long number", { $0.digits(20) }), ("moment in microseconds", { "17\($0.digits(14))" }), ("snowflake", { "1\($0.digits(17))" }),
    ("number of a parcel", { "1Z" + $0.text(16, of: SecretMaker.capitals + SecretMaker.decimal) }),
    ("product key", { maker in (0..<5).map { _ in maker.text(5, of: "BCDFGHJKMPQRTVWXY2346789") }.joined(separator: "-") }),
    ("telephone number", { "+49 \($0.number(30...99)) \($0.digits(7))" }),
    ("telephone number of the USA", { "(\($0.number(201...989))) 555-01\($0.number(10...99))" }),
    ("coordinates", { "\($0.number(-89...89)).\($0.digits(6)), \($0.number(-179...179)).\($0.digits(6))" }),
    ("version", { "v\($0.number(0...20)).\($0.number(0...30)).\($0.number(0...9))-beta.\($0.number(1...9))+build.\($0.digits(4))" }),
    ("moment", { "\($0.number(2015...2026))-0\($0.number(1...9))-1\($0.number(0...9))T08:\($0.number(10...59)):00.\($0.digits(6))Z" }),
    ("address of Bitcoin", { "bc1q" + $0.text(38, of: "qpzry9x8gf2tvdw0s3jn54khce6mua7l") }),
    ("address of Ethereum", { "0x" + $0.hexadecimal(40) }),
    ("IPv6 address", { maker in (0..<8).map { _ in maker.hexadecimal(4) }.joined(separator: ":") }),
    ("MAC address", { maker in (0..<6).map { _ in maker.hexadecimal(2) }.joined(separator: ":") }),
    ("image in Base64", { "data:image/png;base64,iVBORw0KGgo" + $0.base64(bytes: 90) }), ("bytes in Base64", { $0.base64(bytes: 60) }),
    ("innocent JSON in Base64", { #"{"page":\#($0.number(1...99)),"sort":"name","after":"\#($0.word())"}"#.base64 }),
    ("key of an item", { "PROMPT#\($0.uuid())#VERSION#\($0.number(1...99))" }),
    ("ARN", { "arn:aws:dynamodb:eu-central-1:\($0.digits(12)):table/\($0.word())-\($0.number(1...9))" }),
    ("address of a page", { "https://www.example.com/\($0.word())/\($0.digits(8))?page=\($0.number(1...9))&sort=name#top" }),
    ("address of mail", { "\($0.word()).\($0.number(1...99))@example.com" }),
    ("name of a file", { "\($0.word())_\($0.number(2015...2026))_final_v\($0.number(2...9)).pdf" }),
    ("count of tokens", { "prompt_tokens: \($0.digits(4)), max_tokens=\($0.digits(4))" }),
    ("public key's fingerprint", { "SHA256:" + String($0.base64(bytes: 32).dropLast()) }), ("EAN", { "40\($0.digits(11))" }),
  ]

  private static func isbn(_ maker: inout SecretMaker) -> String {
    let digits = "978" + maker.digits(9)
    let sum = digits.enumerated().reduce(0) { $0 + ($1.element.wholeNumberValue ?? 0) * ($1.offset.isMultiple(of: 2) ? 1 : 3) }
    let parts = [digits.prefix(3), digits.dropFirst(3).prefix(1), digits.dropFirst(4).prefix(4), digits.suffix(4)]
    return parts.joined(separator: "-") + "-\((10 - sum % 10) % 10)"
  }
}
