import Annals
import HTTPTypes

/// What a request is called in the log, in records and in its answer.
struct RequestIdentity {
  let text: String

  static let header = "X-Request-ID"

  /// The id that the caller gave in `X-Request-ID` or as the trace of `traceparent`, else a new one.
  init(_ headers: HTTPFields) {
    text = Self.given(headers.value(of: Self.header)) ?? TraceContext(headers)?.traceID ?? Self.made()
  }

  /// A given id, where it has 1 to 128 visible ASCII characters: it goes into the log and back out, a secret in it marked.
  private static func given(_ text: String?) -> String? {
    guard let text, (1...128).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    return Sanitizer.withoutSecrets(text)
  }

  private static func made() -> String {
    let digits = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
    return digits.map { String(repeating: "0", count: 16 - $0.count) + $0 }.joined()
  }
}

extension TraceContext {
  /// The trace that a request came with; `nil` where its headers say none, or say it twice.
  init?(_ headers: HTTPFields) {
    let reader = TraceHeaders()
    guard let parent = reader.extract(key: "traceparent", from: headers) else { return nil }
    self.init(traceparent: parent, tracestate: reader.extract(key: "tracestate", from: headers))
  }
}
