import Foundation

/// A shape of values that is secret in your domain, such as a customer number, as a regular expression.
///
/// Where the expression has a group, only what its first group matches is redacted. A shape is tried on every text, so it should be cheap: one
/// that repeats repetitions, as in `(a+)+`, can take very long on a hostile text.
public struct RedactionShape: Sendable {
  /// What the shape is of, for error messages and readers of the rules.
  public let name: String
  /// The regular expression, in the notation of `NSRegularExpression` (ICU).
  public let pattern: String

  private let expression: NSRegularExpression

  /// Makes a shape. Throws `invalidConfiguration` when the pattern is no regular expression, or matches the empty text.
  public init(name: String, pattern: String) throws(HistoryError) {
    guard let expression = try? NSRegularExpression(pattern: pattern) else {
      throw HistoryError(
        .invalidConfiguration, "the shape \"\(name)\" has a pattern that is no regular expression: send one such as C-[0-9]{8}")
    }
    guard expression.firstMatch(in: "", range: NSRange(location: 0, length: 0)) == nil else {
      throw HistoryError(.invalidConfiguration, "the shape \"\(name)\" matches the empty text: make a part of its pattern necessary")
    }
    self.name = name
    self.pattern = pattern
    self.expression = expression
  }

  /// The text with each match replaced by its mark; `nil` where there is none.
  func replacing(in text: String, by mark: (Substring) -> String) -> String? {
    let matches = expression.matches(in: text, range: NSRange(text.startIndex..., in: text))
    guard !matches.isEmpty else { return nil }
    var result = ""
    var end = text.startIndex
    for match in matches {
      let hasGroup = expression.numberOfCaptureGroups > 0 && match.range(at: 1).length > 0
      guard let range = Range(hasGroup ? match.range(at: 1) : match.range, in: text), !range.isEmpty, range.lowerBound >= end else {
        continue
      }
      result += text[end..<range.lowerBound]
      result += mark(text[range])
      end = range.upperBound
    }
    return end == text.startIndex ? nil : result + text[end...]
  }
}
