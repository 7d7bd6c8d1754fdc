/// Writes an object whole.
///
/// The bytes go with their SHA-256, which S3 checks and keeps.
public struct PutObject: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// The object's bytes.
  public var body: [UInt8]
  /// How it is kept.
  public var options = ObjectOptions()
  /// Whether it may replace what is there.
  public var condition = WriteCondition.none
  /// The SHA-256 of the bytes in Base64; computed where it is `nil`.
  public var checksumSHA256: String?

  /// An object to write.
  public init(bucket: String, key: String, body: [UInt8]) {
    self.bucket = bucket
    objectKey = key
    self.body = body
  }

  /// What was written.
  public struct Output: Hashable, Sendable {
    /// The entity tag, with its quotes.
    public var etag: String?
    /// The version, in a bucket that keeps versions.
    public var versionID: String?
  }
}

extension PutObject: S3Operation {
  static let name = "PutObject"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.method = "PUT"
    request.body = body
    request.header("X-Amz-Checksum-Sha256", checksumSHA256 ?? ObjectChecksum.sha256(body))
    options.fill(&request)
    condition.fill(&request)
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Output {
    Output(etag: reply.header("etag"), versionID: reply.header("x-amz-version-id"))
  }
}

/// Asks what an object is.
public struct HeadObject: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String

  /// An object to ask about.
  public init(bucket: String, key: String) {
    self.bucket = bucket
    objectKey = key
  }
}

extension HeadObject: S3Operation {
  static let name = "HeadObject"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.method = "HEAD"
    request.header("X-Amz-Checksum-Mode", "ENABLED")
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> ObjectHead { ObjectHead(reply) }
}

/// Removes an object.
public struct DeleteObject: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// The version that is removed for good; `nil` for the present one, which a bucket that keeps versions keeps. Default: `nil`.
  public var versionID: String?

  /// An object to remove.
  public init(bucket: String, key: String) {
    self.bucket = bucket
    objectKey = key
  }
}

extension DeleteObject: S3Operation {
  static let name = "DeleteObject"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.method = "DELETE"
    request.item("versionId", versionID)
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) {}
}
