/// Replaces the secrets in texts by marks.
struct TextRedactor: Sendable {
  /// What a text is, which decides how its secrets are marked.
  enum Role {
    case value
    case name
    /// Its marks tell one secret from another, for two resources must not become one.
    case identifier
  }

  /// How often a text is searched while secrets are found in it.
  private static let searchLimit = 5
  /// The shortest text with a secret in it: `pin=1`.
  static let shortestText = 5
  /// The shortest shape that is a secret without a name.
  private static let shortestShape = 13

  let vocabulary: NameVocabulary
  let shapes: [RedactionShape]
  let mark: RedactionMark

  /// Whether a name or identifier can hold a secret: a short one only where a value stands behind a name in it, or many digits.
  static func mayHoldSecret(_ text: String) -> Bool {
    let count = text.utf8.count
    if count >= shortestShape { return true }
    guard count >= shortestText else { return false }
    var digits = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") || byte == 0x20 { return true }
      if ASCII.isDigit(byte) { digits += 1 }
    }
    return digits >= 6
  }

  /// The text without its secrets, `nil` where it holds none; where it is a form with JSON in it, `formReplaced` looks into that first.
  ///
  /// A mark can make its surroundings a secret that were none before, such as the word between a name and a token, so what was found is
  /// followed by another search, until nothing is: redacting twice is redacting once. A text in which secrets go on coming goes as a whole.
  func redacted(
    _ text: String, as role: Role = .value, trail: RedactionTrail? = nil, formReplaced: (String) -> String? = { _ in nil }
  ) -> String? {
    var result: String?
    var copy = text
    var isDone = false
    // A mark can make a form of what was none, too.
    var mayBeForm = true
    for _ in 0..<Self.searchLimit {
      var search = SecretSearch(vocabulary: vocabulary)
      let spans = copy.withUTF8 { search.spans(in: $0) }
      if mayBeForm, search.hasEncodedJSON, let form = formReplaced(copy) {
        (result, copy) = (form, form)
        mayBeForm = false
        continue
      }
      isDone = spans.isEmpty
      if isDone { break }
      if let trail { for span in spans { trail.note(role == .name ? .name : .text, span.rule, size: span.range.count) } }
      let replaced = copy.withUTF8 { replacing(spans, in: $0, as: role) }
      (result, copy) = (replaced, replaced)
      mayBeForm = true
    }
    if !isDone { return copy.withUTF8 { replacing([SecretSpan(range: 0..<$0.count, rule: .nameInText)], in: $0, as: role) } }
    guard role != .identifier, !shapes.isEmpty else { return result }
    return ownShapesReplaced(in: copy, as: role, trail: trail) ?? result
  }

  /// The text without what has a shape of the rules; `nil` where nothing has.
  func ownShapesReplaced(in text: String, as role: Role = .value, trail: RedactionTrail? = nil) -> String? {
    var result: String?
    for shape in shapes {
      result =
        shape.replacing(in: result ?? text) { match in
          if RedactionMark.isMark(String(match)) { return String(match) }
          trail?.note(role == .name ? .name : .text, .ownShape, size: match.utf8.count)
          return mark.mark(for: match.utf8)
        } ?? result
    }
    return result
  }

  private func replacing(_ spans: [SecretSpan], in bytes: UnsafeBufferPointer<UInt8>, as role: Role) -> String {
    // Without a key all marks are one.
    if mark.key == nil, role != .identifier { return replacing(spans, in: bytes, by: Array(mark.mark(for: []).utf8)) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 4)
    var end = 0
    for span in spans {
      result.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[end..<span.range.lowerBound]))
      let secret = bytes[span.range]
      result.append(contentsOf: (role == .identifier ? mark.identifierMark(for: secret) : mark.mark(for: secret)).utf8)
      end = span.range.upperBound
    }
    result.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[end...]))
    return String(decoding: result, as: UTF8.self)
  }

  /// The text with one mark in the place of each span, written where the string is to be.
  private func replacing(_ spans: [SecretSpan], in bytes: UnsafeBufferPointer<UInt8>, by mark: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: spans.reduce(bytes.count) { $0 - $1.range.count + mark.count }) { result in
      var count = 0
      var end = 0
      func write(_ part: some Collection<UInt8>) {
        count = result[count...].initialize(fromContentsOf: part)
      }
      for span in spans {
        write(UnsafeBufferPointer(rebasing: bytes[end..<span.range.lowerBound]))
        write(mark)
        end = span.range.upperBound
      }
      write(UnsafeBufferPointer(rebasing: bytes[end...]))
      return count
    }
  }
}
