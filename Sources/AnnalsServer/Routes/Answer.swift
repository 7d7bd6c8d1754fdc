import Annals
import HTTPTypes
import Hummingbird

/// What goes back for a request, before it is packed and its body left out where only the head was asked for.
struct Answer: Sendable {
  let status: HTTPResponse.Status
  var headers: HTTPFields
  let body: [UInt8]
  /// What writes the body piece by piece, in the place of one that is there.
  var stream: (@Sendable (inout any ResponseBodyWriter) async throws -> Void)?

  init(_ status: HTTPResponse.Status = .ok, body: [UInt8], type: String = "application/json", headers: HTTPFields = [:]) {
    self.status = status
    self.headers = headers
    self.body = body
    self.headers[.contentType] = type
  }

  init(_ status: HTTPResponse.Status = .ok, json: JSONObject, type: String = "application/json", headers: HTTPFields = [:]) {
    var writer = JSONWriter()
    writer.write(json)
    self.init(status, body: writer.bytes, type: type, headers: headers)
  }

  /// An answer without a body.
  init(empty status: HTTPResponse.Status, headers: HTTPFields) {
    self.status = status
    self.headers = headers
    body = []
  }

  /// Adds sentences that the client should know of, one `Warning` each (RFC 7234, section 5.5).
  mutating func warn(_ sentences: [String]) {
    guard !sentences.isEmpty else { return }
    headers.set("Warning", sentences.map { "299 annals \"\($0.replacing("\"", with: "'"))\"" }.joined(separator: ", "))
  }

  /// The response to a request: packed where the client reads gzip and the body is worth it, without its body for HEAD.
  func response(to request: Request, compressing threshold: Int?) -> Response {
    var headers = headers
    var body = body
    // History changes with each operation, and may be for these eyes only.
    if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
    headers[.xContentTypeOptions] = "nosniff"
    if let threshold {
      headers[.vary] = "Accept-Encoding"
      if body.count >= threshold, AcceptedEncodings(request.headers[values: .acceptEncoding]).includeGzip, let packed = Gzip.pack(body) {
        headers[.contentEncoding] = "gzip"
        body = packed
      }
    }
    if let stream { return Response(status: status, headers: headers, body: request.method == .head ? .init() : .init(stream)) }
    guard status != .noContent else { return Response(status: status, headers: headers) }
    headers[.contentLength] = String(body.count)
    return Response(status: status, headers: headers, body: request.method == .head ? .init() : .init(byteBuffer: ByteBuffer(bytes: body)))
  }
}

/// The encodings that a client reads (RFC 9110, section 12.5.3).
struct AcceptedEncodings {
  let includeGzip: Bool

  init(_ fields: [String]) {
    var quality: [String: Double] = [:]
    for item in fields.flatMap({ $0.split(separator: ",") }) {
      let parts = item.split(separator: ";").map { $0.trimmingSpaces.lowercased() }
      guard let name = parts.first else { continue }
      let weight = parts.dropFirst().first { $0.hasPrefix("q=") }?.dropFirst(2)
      quality[name] = weight.map { Double($0) ?? 0 } ?? 1
    }
    includeGzip = (quality["gzip"] ?? quality["x-gzip"] ?? quality["*"] ?? 0) > 0
  }
}

extension StringProtocol {
  /// The text without spaces and tabs around it.
  var trimmingSpaces: String {
    var text = Substring(self)
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
