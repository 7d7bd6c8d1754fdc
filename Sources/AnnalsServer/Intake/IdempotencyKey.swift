import Annals
import HTTPTypes

/// A word that makes a request's retries harmless: its records get tokens that follow from it, so a retry brings the same records.
struct IdempotencyKey {
  let text: String

  static let header = "Idempotency-Key"

  /// The request's key, or `nil`. Throws a problem unless it has 1 to 255 visible ASCII characters.
  init?(_ headers: HTTPFields) throws(Problem) {
    guard let text = headers.value(of: Self.header) else { return nil }
    guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Problem(
        .invalidHeader, "the idempotency key cannot be used: send 1 to 255 visible ASCII characters, such as a UUID",
        parameter: Self.header, expected: "1 to 255 visible ASCII characters")
    }
    self.text = text
  }

  /// The token of the record at a place in the body.
  func token(at index: Int) -> RecordToken { .derived(from: text, occurrence: index) }
}

extension HTTPFields {
  /// The value of a header by name; several are joined by commas.
  func value(of name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }

  /// Sets a header by name.
  mutating func set(_ name: String, _ value: String) {
    if let name = HTTPField.Name(name) { self[name] = value }
  }
}
