public import Annals
import Crypto
import Foundation
import Tracing

/// Posts notices as JSON to an address, signed where there is a secret.
///
/// `Annals-Signature` is `v1=` and the HMAC-SHA-256 by the secret, in hexadecimal digits, of `Annals-Timestamp`, a dot, `Idempotency-Key`, a
/// dot and the body. `traceparent` is there where the delivery belongs to a trace, as of the process's tracer. A receiver compares it in constant time, refuses timestamps that are minutes old, and takes a key once.
public struct WebhookDelivery: AlertDelivery {
  /// What rules call it.
  public let name: String
  private let post: WebPost
  private let key: SymmetricKey?
  private let now: @Sendable () -> Timestamp

  /// A delivery to an address.
  public init(_ name: String, to address: WebAddress, secret: String? = nil, now: @escaping @Sendable () -> Timestamp = { .now }) {
    self.name = name
    post = WebPost(to: address)
    key = secret.map { SymmetricKey(data: Data($0.utf8)) }
    self.now = now
  }

  /// `webhook`.
  public var kind: String { "webhook" }

  /// Posts a notice. Throws ``AlertDeliveryError`` unless it is taken.
  public func deliver(_ notice: AlertNotice) async throws {
    let body = Array(JSONWriter.text(of: notice.json).utf8)
    let timestamp = String(now().microseconds / 1_000_000)
    var headers = [("Idempotency-Key", notice.id), ("Annals-Timestamp", timestamp)]
    if let key { headers.append(("Annals-Signature", Self.signature(of: body, id: notice.id, timestamp: timestamp, by: key))) }
    try await withSpan("annals.alerts.webhook", ofKind: .client) { [headers] span in
      try await post.send(body, headers + TraceContext.headers(in: span.context))
    }
  }

  static func signature(of body: [UInt8], id: String, timestamp: String, by key: SymmetricKey) -> String {
    var code = HMAC<SHA256>(key: key)
    code.update(data: Data("\(timestamp).\(id).".utf8))
    code.update(data: body)
    return "v1=" + hexadecimal(Array(code.finalize()))
  }
}
