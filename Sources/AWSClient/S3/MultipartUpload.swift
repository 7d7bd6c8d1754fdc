/// Begins to write an object in parts, each with its SHA-256.
public struct CreateMultipartUpload: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// How it is kept.
  public var options = ObjectOptions()

  /// An object to write.
  public init(bucket: String, key: String) {
    self.bucket = bucket
    objectKey = key
  }

  /// An upload that has begun.
  public struct Output: Hashable, Sendable {
    /// Its id, for its parts and its end.
    public var uploadID: String
  }
}

extension CreateMultipartUpload: S3Operation {
  static let name = "CreateMultipartUpload"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.item("uploads", "")
    request.header("X-Amz-Checksum-Algorithm", "SHA256")
    options.fill(&request)
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Output {
    Output(uploadID: try XMLReply.read(reply.body, as: "InitiateMultipartUploadResult").required("UploadId"))
  }
}

/// Writes one part of an object.
public struct UploadPart: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// The upload.
  public var uploadID: String
  /// The part's place, 1 to 10,000.
  public var number: Int
  /// The part's bytes: 5 MiB at least, unless it is the last.
  public var body: [UInt8]

  /// A part to write.
  public init(bucket: String, key: String, uploadID: String, number: Int, body: [UInt8]) {
    self.bucket = bucket
    objectKey = key
    self.uploadID = uploadID
    self.number = number
    self.body = body
  }

  /// What S3 says of the part.
  struct Reply: Sendable {
    let etag: String
    let checksumSHA256: String?
  }
}

extension UploadPart: S3Operation {
  static let name = "UploadPart"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.method = "PUT"
    request.item("partNumber", String(number))
    request.item("uploadId", uploadID)
    request.header("X-Amz-Checksum-Sha256", ObjectChecksum.sha256(body))
    request.body = body
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Reply {
    Reply(etag: try reply.required("etag"), checksumSHA256: reply.header("x-amz-checksum-sha256"))
  }
}

/// A part that S3 has.
public struct UploadedPart: Hashable, Sendable {
  /// Its place.
  public var number: Int
  /// Its entity tag, with its quotes.
  public var etag: String
  /// How many bytes it has.
  public var size: Int
  /// Its SHA-256 in Base64, where S3 told it.
  public var checksumSHA256: String?

  /// A part.
  public init(number: Int, etag: String, size: Int, checksumSHA256: String? = nil) {
    self.number = number
    self.etag = etag
    self.size = size
    self.checksumSHA256 = checksumSHA256
  }
}

/// Makes an object of its parts.
public struct CompleteMultipartUpload: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// The upload.
  public var uploadID: String
  /// Its parts, in the order of their places.
  public var parts: [UploadedPart]
  /// Whether it may replace what is there.
  public var condition = WriteCondition.none

  /// An upload to end.
  public init(bucket: String, key: String, uploadID: String, parts: [UploadedPart]) {
    self.bucket = bucket
    objectKey = key
    self.uploadID = uploadID
    self.parts = parts
  }

  /// What was written.
  public struct Output: Hashable, Sendable {
    /// The entity tag, with its quotes.
    public var etag: String?
    /// The checksum of the parts' checksums, with their number.
    public var checksumSHA256: String?
    /// The version, in a bucket that keeps versions.
    public var versionID: String?
  }
}

extension CompleteMultipartUpload: S3Operation {
  static let name = "CompleteMultipartUpload"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.item("uploadId", uploadID)
    request.canFailInBody = true
    request.header("Content-Type", "application/xml")
    condition.fill(&request)
    let parts = parts.map { part in
      let checksum = part.checksumSHA256.map { "<ChecksumSHA256>\($0)</ChecksumSHA256>" } ?? ""
      return "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(XMLText.escaped(part.etag))</ETag>\(checksum)</Part>"
    }
    let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    request.body = Array(
      "<CompleteMultipartUpload xmlns=\"\(namespace)\">\(parts.joined())</CompleteMultipartUpload>".utf8)
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Output {
    let document = try XMLReply.read(reply.body, as: "CompleteMultipartUploadResult")
    return Output(etag: document["ETag"], checksumSHA256: document["ChecksumSHA256"], versionID: reply.header("x-amz-version-id"))
  }
}

/// Gives an upload up.
public struct AbortMultipartUpload: Sendable {
  /// The bucket's name.
  public var bucket: String
  /// The object's key.
  public var objectKey: String
  /// The upload.
  public var uploadID: String

  /// An upload to give up.
  public init(bucket: String, key: String, uploadID: String) {
    self.bucket = bucket
    objectKey = key
    self.uploadID = uploadID
  }
}

extension AbortMultipartUpload: S3Operation {
  static let name = "AbortMultipartUpload"
  var key: String? { objectKey }

  func fill(_ request: inout ServiceRequest) {
    request.method = "DELETE"
    request.item("uploadId", uploadID)
  }

  static func output(of reply: ServiceReply) throws(JSONReader.Fault) {}
}
