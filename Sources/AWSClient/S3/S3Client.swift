/// S3's calls, typed.
///
/// Each call is retried as ``RetryConfiguration`` says, within the client's deadline, and throws ``AWSError``, or `CancellationError` when its task is
/// cancelled. A bucket is part of the host's name; where an endpoint is set, or the bucket's name has dots, it is part of the path.
public struct S3Client: Sendable {
  private let client: AWSClient
  private var deadline: Duration?

  /// S3 through a client.
  public init(_ client: AWSClient) { self.client = client }

  /// The same with another deadline for each call, in place of the client's.
  public func within(_ deadline: Duration) -> S3Client {
    var client = self
    client.deadline = deadline
    return client
  }

  /// Writes an object whole, in place of what its key holds unless the request's condition says otherwise.
  public func putObject(_ request: PutObject) async throws -> PutObject.Output { try await send(request) }
  /// Says what an object is, without its bytes. Throws `NotFound` where there is none.
  public func headObject(_ request: HeadObject) async throws -> ObjectHead { try await send(request) }
  /// Reads an object, or a part of it, as it comes; a connection that breaks is taken up again where it broke.
  ///
  /// Throws ``AWSError/Code/noSuchKey`` where there is none.
  public func getObject(_ request: GetObject) async throws -> GetObject.Output {
    let reply = try await send(request)
    return GetObject.Output(
      head: reply.head, contentRange: reply.contentRange, body: ObjectBody(client: self, request: request, reply: reply))
  }
  /// Names a page of a bucket's objects, in the order of their keys' bytes.
  public func listObjects(_ request: ListObjectsV2) async throws -> ListObjectsV2.Output { try await send(request) }
  /// Removes an object; where there is none it succeeds too.
  public func deleteObject(_ request: DeleteObject) async throws { try await send(request) }
  /// Begins to write an object in parts.
  public func createMultipartUpload(_ request: CreateMultipartUpload) async throws -> CreateMultipartUpload.Output {
    try await send(request)
  }
  /// Writes one part: 5 MiB to 5 GiB, the last one less.
  public func uploadPart(_ request: UploadPart) async throws -> UploadedPart {
    let part = try await send(request)
    return UploadedPart(number: request.number, etag: part.etag, size: request.body.count, checksumSHA256: part.checksumSHA256)
  }
  /// Makes the object of its parts. S3 answers 200 before it knows: an error in the answer's body is thrown like any other.
  public func completeMultipartUpload(_ request: CompleteMultipartUpload) async throws -> CompleteMultipartUpload.Output {
    try await send(request)
  }
  /// Gives an upload up; its parts cost no more. Throws ``AWSError/Code/noSuchUpload`` where it is over already.
  public func abortMultipartUpload(_ request: AbortMultipartUpload) async throws { try await send(request) }
  /// Names a page of the parts that an upload has so far.
  public func listParts(_ request: ListParts) async throws -> ListParts.Output { try await send(request) }

  func send<Operation: S3Operation>(_ operation: Operation) async throws -> Operation.Answer {
    try await client.send(makeRequest(operation), within: deadline) { reply throws(JSONReader.Fault) in
      try Operation.output(of: reply)
    }
  }

  func makeRequest<Operation: S3Operation>(_ operation: Operation) throws(AWSError) -> ServiceRequest {
    var request = ServiceRequest(service: .s3, operation: Operation.name, headers: [], body: [])
    try place(&request, operation.bucket, operation.key)
    operation.fill(&request)
    return request
  }

  private func place(_ request: inout ServiceRequest, _ bucket: String, _ key: String?) throws(AWSError) {
    let isBucket =
      (3...63).contains(bucket.utf8.count)
      && bucket.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
    guard isBucket else {
      throw AWSError(
        .invalidConfiguration, "\"\(bucket.prefix(70))\" is not a bucket: give 3 to 63 of a-z, digits, hyphens and dots, such as my-archive"
      )
    }
    if let key, !(1...1024).contains(key.utf8.count) {
      throw AWSError(.invalidConfiguration, "an object's key has 1 to 1,024 bytes in UTF-8, not \(key.utf8.count)")
    }
    let path = key.map { "/" + PercentEncoding.encode($0, keepingSlashes: true) } ?? ""
    // A name with dots does not fit the certificate of S3's hosts.
    if client.configuration.customEndpoint(of: .s3) != nil || bucket.utf8.contains(UInt8(ascii: ".")) {
      request.path = "/\(bucket)\(path)"
    } else {
      request.hostPrefix = bucket + "."
      request.path = path.isEmpty ? "/" : path
    }
  }
}

extension AWSError.Code {
  /// There is no object of this key.
  public static let noSuchKey: Self = "NoSuchKey"
  /// There is no object of this key: S3's answer where it has no body.
  public static let notFound: Self = "NotFound"
  /// There is no bucket of this name.
  public static let noSuchBucket: Self = "NoSuchBucket"
  /// The upload was completed or given up.
  public static let noSuchUpload: Self = "NoSuchUpload"
  /// A condition of the request does not hold, such as that nothing is there.
  public static let preconditionFailed: Self = "PreconditionFailed"
  /// The bytes are not those of the checksum that came with them.
  public static let badDigest: Self = "BadDigest"
  /// The object has no bytes in the range.
  public static let invalidRange: Self = "InvalidRange"
  /// It is not allowed, or the object is locked.
  public static let accessDenied: Self = "AccessDenied"
  /// S3 asks for fewer requests.
  public static let slowDown: Self = "SlowDown"
}
