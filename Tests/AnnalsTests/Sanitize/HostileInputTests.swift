import Testing

@testable import Annals

@Suite("Hostile input")
struct HostileInputTests {
  /// Texts that come near to each shape over and over.
  static let units = [
    "1", "1 ", "4111 ", "4111-", "0.1", "a.", "eyJ.", "eyJhbGciOi.eyJ.", "eyJhbGciOiJ.x.", "://", "x://a:b", "x://:@", "password=",
    "password='", "password=\"",
    "password=\\\"", "a\\\"password=\\\\\"'", "token: ", "token=[", "x,", "password=a,b", "authorization: basic ", "cookie: a=", "Bearer a",
    "Basic ", "Basic YWFh",
    "ghp_", "sk-", "SG.", "AKIA", "SK0", "AIza", "DE89", "DE89 ", "-", "-----BEGIN ", "-----BEGIN PRIVATE KEY",
    "-----BEGIN PRIVATE KEY----- ",
    "-----END", "key: ", "a b: ", "[", "{", "{\"a\":", "\"", "\\", "%", "%5B=", "&=", "=", ":", "…", "[REDACTED", "😀", "\u{0}",
    "password is ", "a is ", "--token ", "--token", "<password>", "<pin>a<", "AB 12 34 ", "AB123456", "123.456.789-", "12.345.678/",
    "1 23 45 ",
    "123-45-", "12345678A", "EAAA", "dapi", "FwoG", "LTAI", "-us1", "1Q~", "12345:A", "M.abcdef.", "pat.", "hvs.", "fm2_", "atlasv1.",
    "-----END PRIVATE KEY-----",
  ]

  @Test("The work that a text costs grows with its length and no faster", arguments: units)
  func linearWork(unit: String) throws {
    let vocabulary = try NameVocabulary()
    func work(_ count: Int) -> Int {
      var text = String(repeating: unit, count: count / unit.utf8.count + 1)
      return text.withUTF8 { TextScanner.findings(in: $0, vocabulary: vocabulary).work }
    }
    #expect(work(1_000) <= 200 * 1_000)
    #expect(work(32_000) <= 200 * 32_000)
    #expect(work(32_000) <= 5 * work(8_000) + 1_000)
  }

  @Test("Hundreds of kilobytes of anything go through", arguments: ["1", "[", "{\"a\":[", "password='", "eyJ.", "\\\"", "key: a ", "a=b&"])
  func megabytes(unit: String) throws {
    let text = String(repeating: unit, count: 400_000 / unit.utf8.count)
    let sanitized = try defaultSanitizer.get().sanitize(record(after: ["a": .string(text)]))
    #expect(sanitized.record.after?.text.utf8.count ?? .max < 16_384)
  }

  @Test(
    "Encoded text is unpacked a bounded number of times",
    arguments: ["dGhlIHF1aWNrIA==", "dGhlIHF1aWNr", "7468652071756963", "%41%3D", "%2541", "\\\\\"", "&quot;a", "MIIEvQIBADANBgkqhkiG"])
  func encoded(unit: String) throws {
    let text = String(repeating: unit, count: 200_000 / unit.utf8.count)
    let sanitized = try defaultSanitizer.get().redacted(record(after: ["a": .string(text)]))
    #expect(sanitized.after?["a"]?.string != nil)
  }

  @Test("JSON in JSON in JSON is followed a bounded number of times")
  func nestedJSON() throws {
    var text = #"{"password":"s3same"}"#
    for _ in 0..<14 { text = JSONWriter.text(of: ["n": .string(text)] as JSONObject) }
    let result = try #require(try sanitized(["a": .string(text)]))
    #expect(!result.text.contains("s3same"))
  }
}
