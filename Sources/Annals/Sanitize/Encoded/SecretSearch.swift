/// Finds the secrets in a text, those included that are Base64, hexadecimal digits or escapes in it.
///
/// A text that unpacks into another text is searched as that one, up to four times over. Each time it gets shorter, so the cost stays linear.
struct SecretSearch {
  private static let decodingLimit = 4
  /// The shortest text with an encoded secret in it: `pin%3D1`.
  private static let shortestEncoded = 7

  let vocabulary: NameVocabulary
  /// Whether the text is a form with a value that begins as encoded JSON does.
  private(set) var hasEncodedJSON = false

  init(vocabulary: NameVocabulary) { self.vocabulary = vocabulary }

  /// The secrets in a text, in order and apart.
  mutating func spans(in bytes: UnsafeBufferPointer<UInt8>) -> [SecretSpan] {
    let findings = TextScanner.findings(in: bytes, vocabulary: vocabulary)
    hasEncodedJSON = findings.hasEncodedJSON
    return withEncoded(findings, in: bytes, decodings: 0)
  }

  /// What a scan found, and what is encoded besides.
  private func withEncoded(_ findings: TextScanner.Findings, in bytes: UnsafeBufferPointer<UInt8>, decodings: Int) -> [SecretSpan] {
    guard decodings < Self.decodingLimit, bytes.count >= Self.shortestEncoded else { return findings.spans }
    var spans = findings.spans
    spans += EncodedRuns.spans(in: bytes) { !self.spans(in: $0, decodings: decodings + 1).isEmpty }
    if findings.hasEscapes, let unescaped = UnescapedText(bytes, isMapped: false) {
      let inner = unescaped.bytes.withUnsafeBufferPointer { self.spans(in: $0, decodings: decodings + 1) }
      if !inner.isEmpty, let mapped = UnescapedText(bytes, isMapped: true) {
        spans += inner.map { SecretSpan(range: mapped.original($0.range), rule: $0.rule) }
      }
    }
    return spans.count == findings.spans.count ? spans : SecretSpan.merged(spans)
  }

  private func spans(in bytes: UnsafeBufferPointer<UInt8>, decodings: Int) -> [SecretSpan] {
    withEncoded(TextScanner.findings(in: bytes, vocabulary: vocabulary), in: bytes, decodings: decodings)
  }
}
