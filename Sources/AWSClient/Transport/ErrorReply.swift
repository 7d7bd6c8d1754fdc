import Foundation

/// A service's reply that says why it did not do what was asked.
struct ErrorReply {
  let code: AWSError.Code
  let message: String
  let requestID: String?

  init(_ reply: ServiceReply) {
    var code = reply.header("x-amzn-errortype")
    var message: String?
    var requestID = reply.header("x-amzn-requestid") ?? reply.header("x-amz-request-id")
    if reply.body.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") {
      let members = try? JSONReader.read(reply.body) { (reader) throws(JSONReader.Fault) in try Members(from: &reader) }
      code = code ?? members?.code
      message = members?.message
    } else if reply.body.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") {
      let text = String(decoding: reply.body, as: UTF8.self)
      code = code ?? XMLText.element("Code", in: text)
      message = XMLText.element("Message", in: text)
      if let region = XMLText.element("Region", in: text) ?? reply.header("x-amz-bucket-region"), (300..<401).contains(reply.status) {
        message = "\(message ?? "it is elsewhere"); the bucket is in \(region): set AWS_REGION to it"
      }
      requestID = requestID ?? XMLText.element("RequestId", in: text)
    }
    // `com.amazonaws.dynamodb.v20120810#ThrottlingException:http://…`: only what stands between is the code.
    if code == nil { code = Self.unexplained[reply.status] }
    let name = code.map { $0.split(separator: ":").first.map(String.init) ?? $0 }.map {
      $0.split(separator: "#").last.map(String.init) ?? $0
    }
    self.code = AWSError.Code(rawValue: name ?? "HTTP\(reply.status)")
    self.message = message ?? "the service gave no reason"
    self.requestID = requestID
  }

  /// Whether a body that came with a status of success is an error's: S3 says 200 before it knows, and blanks meanwhile.
  static func isError(_ body: [UInt8]) -> Bool {
    var text = Substring(decoding: body.prefix(1024).drop { $0 <= 0x20 }, as: UTF8.self)
    if text.hasPrefix("<?"), let end = text.firstRange(of: "?>") { text = text[end.upperBound...].drop(while: \.isWhitespace) }
    return text.hasPrefix("<Error>") || text.hasPrefix("<Error ")
  }

  /// The codes of replies without a body, such as those to `HEAD`.
  private static let unexplained = [301: "PermanentRedirect", 403: "AccessDenied", 404: "NotFound", 412: "PreconditionFailed"]

  /// What the failure means for another attempt. The code decides, for DynamoDB throttles with HTTP 400; of the statuses, 429 and 5xx.
  func failure(status: Int) -> Retries.Failure {
    if Self.throttlingCodes.contains(code) || status == 429 { return .throttling }
    if Self.transientCodes.contains(code) || [500, 502, 503, 504].contains(status) { return .transient }
    return .final
  }

  private static let throttlingCodes: Set<AWSError.Code> = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
    "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
    "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
  ]

  private static let transientCodes: Set<AWSError.Code> = [
    "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalServerError", "InternalFailure", "ServiceUnavailable",
    "IDPCommunicationError", "OperationAborted", "ConditionalRequestConflict",
  ]

  private struct Members: JSONStructure {
    var code: String?
    var message: String?

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "__type", "code", "Code": code = try reader.string()
      case "message", "Message", "errorMessage": message = try reader.string()
      default: try reader.skip()
      }
    }
  }
}

/// Texts in the small XML documents that STS answers with.
enum XMLText {
  /// A text as it stands in an element.
  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  /// The text of the first element of a name, its entities resolved.
  static func element(_ name: String, in document: String) -> String? {
    guard let open = document.firstRange(of: "<\(name)>"),
      let close = document[open.upperBound...].firstRange(of: "</\(name)>")
    else { return nil }
    var text = String(document[open.upperBound..<close.lowerBound])
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
      text = text.replacing(entity, with: character)
    }
    return text
  }
}
