/// Reads an object, or a part of it.
public struct GetObject: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// Which of its bytes, counted from 0; `nil` for all.
  public var range: Range<Int>?
  /// Only where its entity tag is this one; else the call throws ``AWSError/Code/preconditionFailed``.
  public var ifMatch: String?

  /// An object to read.
  public init(bucket: String, key: String, range: Range<Int>? = nil, ifMatch: String? = nil) {
    self.bucket = bucket
    objectKey = key
    self.range = range
    self.ifMatch = ifMatch
  }

  /// An object that is read.
  public struct Output: Sendable {
    /// What it is.
    public let head: ObjectHead
    /// Which bytes of how many come, as `bytes 0-99/1000`, where a part was asked for.
    public let contentRange: String?
    /// Its bytes, as they come.
    public let body: ObjectBody
  }

  /// The answer's beginning, its body still to come.
  struct Reply: Sendable {
    let head: ObjectHead
    let contentRange: String?
    let pieces: ReplyPieces
  }
}

extension GetObject: S3Operation {
  static let name = "GetObject"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.method = "GET"
    request.form = .streamed
    request.header("X-Amz-Checksum-Mode", "ENABLED")
    request.header("If-Match", ifMatch)
    if let range { request.header("Range", "bytes=\(range.lowerBound)-\(max(range.upperBound, range.lowerBound + 1) - 1)") }
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Reply {
    guard let pieces = reply.pieces else { throw JSONReader.Fault(what: "the body is missing", position: 0) }
    return Reply(head: ObjectHead(reply), contentRange: reply.header("content-range"), pieces: pieces)
  }
}
