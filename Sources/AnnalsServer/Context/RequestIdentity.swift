import Annals
import HTTPTypes

/// What a request is called in the log, in records and in its answer.
struct RequestIdentity {
  let text: String

  static let header = "X-Request-ID"

  /// The id that the caller gave in `X-Request-ID` or as the trace of `traceparent`, else a new one.
  init(_ headers: HTTPFields) {
    text = Self.given(headers.value(of: Self.header)) ?? Self.trace(headers[.traceparent]) ?? Self.made()
  }

  /// A given id, where it has 1 to 128 visible ASCII characters: it goes into the log and back out, a secret in it marked.
  private static func given(_ text: String?) -> String? {
    guard let text, (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    return Sanitizer.withoutSecrets(text)
  }

  /// The trace's id (W3C Trace Context, section 3.2): 32 hexadecimal digits in lower case, not all zeros.
  private static func trace(_ text: String?) -> String? {
    guard let parts = text?.split(separator: "-", omittingEmptySubsequences: false), parts.count >= 4 else { return nil }
    let id = parts[1]
    let isValid = id.utf8.count == 32 && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    return isValid && id.contains { $0 != "0" } ? String(id) : nil
  }

  private static func made() -> String {
    let digits = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
    return digits.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
  }
}
