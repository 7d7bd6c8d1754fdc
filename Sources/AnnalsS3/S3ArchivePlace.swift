public import AWSClient
public import Annals

/// An archive in a bucket of S3, under a prefix of keys.
///
/// Every file goes with its SHA-256, which S3 checks, and none replaces another; files of more than one part's size go in parts.
public struct S3ArchivePlace: ArchivePlace {
  /// How files are kept, and sent.
  public struct Options: Sendable {
    /// The storage class, such as `STANDARD_IA` or `GLACIER_IR`; `nil` for the bucket's. What has to be restored before it is read cannot be verified.
    public var storageClass: String?
    /// Who may remove a file before its time, and for how many days none may be, counted from when it is written; `nil` for the bucket's default.
    public var lock: (mode: ObjectLock.Mode, days: Int)?
    /// The bytes of a part; files with more go in several. 5 MiB to 1 GiB. Default: 8 MiB.
    public var partSize = 8 * 1024 * 1024

    /// The bucket's own defaults.
    public init() {}
  }

  /// `s3://bucket/prefix`.
  public let address: String
  private let s3: S3Client
  private let bucket: String
  private let prefix: String
  private let options: Options
  private let now: @Sendable () -> Timestamp

  /// A place in a bucket. Throws `invalidConfiguration` where the address or an option has no meaning; nothing is asked of S3 yet.
  public init(
    _ address: String, client: AWSClient, options: Options = Options(), now: @escaping @Sendable () -> Timestamp = { .now }
  ) throws(HistoryError) {
    let scheme = "s3://"
    guard address.hasPrefix(scheme) else {
      throw HistoryError(.invalidConfiguration, "\"\(address.prefix(80))\" is no place in S3: give s3://BUCKET/PREFIX")
    }
    let parts = address.dropFirst(scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    var folder = parts.count > 1 ? String(parts[1]) : ""
    while folder.hasSuffix("/") { folder.removeLast() }
    guard let bucket = parts.first, !bucket.isEmpty, !folder.hasPrefix("/"), folder.utf8.count <= 500 else {
      throw HistoryError(.invalidConfiguration, "\"\(address.prefix(80))\" is no place in S3: give s3://BUCKET/PREFIX")
    }
    guard (5 * 1024 * 1024...1024 * 1024 * 1024).contains(options.partSize) else {
      throw HistoryError(.invalidConfiguration, "a part of \(options.partSize) bytes cannot be sent: give 5 MiB to 1 GiB")
    }
    if let lock = options.lock, !(1...36_525).contains(lock.days) {
      throw HistoryError(.invalidConfiguration, "an object cannot be locked for \(lock.days) days: give 1 to 36525")
    }
    self.bucket = String(bucket)
    prefix = folder.isEmpty ? "" : folder + "/"
    self.address = folder.isEmpty ? "\(scheme)\(bucket)" : "\(scheme)\(bucket)/\(folder)"
    s3 = S3Client(client)
    self.options = options
    self.now = now
  }

  /// Writes a file that is not there yet, in parts where it is large.
  public func create(_ name: String, _ content: ArchiveContent) async throws -> Bool {
    try await translated(name) {
      do {
        if content.length <= options.partSize {
          var put = PutObject(bucket: bucket, key: prefix + name, body: try content.bytes(0..<content.length))
          put.condition = .absent
          put.options = objectOptions(name)
          _ = try await s3.putObject(put)
        } else {
          try await createInParts(name, content)
        }
        return true
      } catch let error as AWSError where error.code == .preconditionFailed {
        return false
      }
    }
  }

  private func createInParts(_ name: String, _ content: ArchiveContent) async throws {
    let key = prefix + name
    var begin = CreateMultipartUpload(bucket: bucket, key: key)
    begin.options = objectOptions(name)
    let upload = try await s3.createMultipartUpload(begin).uploadID
    do {
      var parts: [UploadedPart] = []
      try await content.forEachPiece(of: options.partSize) { piece in
        parts.append(
          try await s3.uploadPart(UploadPart(bucket: bucket, key: key, uploadID: upload, number: parts.count + 1, body: piece)))
      }
      var end = CompleteMultipartUpload(bucket: bucket, key: key, uploadID: upload, parts: parts)
      end.condition = .absent
      _ = try await s3.completeMultipartUpload(end)
    } catch {
      // Parts of an upload that nobody ends cost for ever. Where it is over, or cannot be given up either, the first failure is what tells.
      try? await s3.abortMultipartUpload(AbortMultipartUpload(bucket: bucket, key: key, uploadID: upload))
      throw error
    }
  }

  /// A file's bytes.
  public func read(_ name: String) async throws -> ArchiveBytes? {
    try await translated(name) {
      do {
        let object = try await s3.getObject(GetObject(bucket: bucket, key: prefix + name))
        return TranslatedBody(body: object.body, place: address, name: name)
      } catch let error as AWSError where error.code == .noSuchKey || error.code == .notFound {
        return nil
      }
    }
  }

  /// The names of the files that begin so.
  public func names(beginning start: String) async throws -> [String] {
    try await translated(start) {
      var list = ListObjectsV2(bucket: bucket, prefix: prefix + start)
      var names: [String] = []
      repeat {
        let page = try await s3.listObjects(list)
        names += page.objects.map { String($0.key.dropFirst(prefix.count)) }
        list.continuationToken = page.nextToken
      } while list.continuationToken != nil
      return names
    }
  }

  /// Removes a file.
  public func remove(_ name: String) async throws {
    try await translated(name) { try await s3.deleteObject(DeleteObject(bucket: bucket, key: prefix + name)) }
  }

  /// Until when an object is locked.
  public func lock(of name: String) async throws -> Timestamp? {
    guard let until = try await head(name)?.lockedUntil.map({ Timestamp($0) }), until > now() else { return nil }
    return until
  }

  /// Removes an object and, in a bucket that keeps versions, the version itself, which takes the permission `s3:DeleteObjectVersion`.
  public func erase(_ name: String) async throws {
    guard let head = try await head(name) else { return }
    var delete = DeleteObject(bucket: bucket, key: prefix + name)
    delete.versionID = head.versionID
    let request = delete
    try await translated(name) { try await s3.deleteObject(request) }
  }

  private func head(_ name: String) async throws -> ObjectHead? {
    try await translated(name) {
      do {
        return try await s3.headObject(HeadObject(bucket: bucket, key: prefix + name))
      } catch let error as AWSError where error.code == .noSuchKey || error.code == .notFound {
        return nil
      }
    }
  }

  private func objectOptions(_ name: String) -> ObjectOptions {
    var object = ObjectOptions()
    object.contentType = name.hasSuffix(".json") ? "application/json" : "application/gzip"
    // Manifests are read at each use.
    object.storageClass = name.hasSuffix(".json") ? nil : options.storageClass
    object.lock = options.lock.map { lock in
      ObjectLock(lock.mode, until: now().advanced(byMicroseconds: Int64(lock.days) * 86_400_000_000).date)
    }
    return object
  }

  private func translated<Value>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as AWSError {
      throw HistoryError(error, place: address, name: name)
    }
  }
}

extension HistoryError {
  /// A failure of S3.
  init(_ error: AWSError, place: String, name: String) {
    let isDamage = error.code == .checksumMismatch
    self.init(
      isDamage ? .archiveDamaged : .archiveUnavailable, "the archive \(place) failed at \(name.prefix(200)): \(error.description)",
      underlying: error)
  }
}

/// An object's bytes whose failures are those of an archive.
private struct TranslatedBody: AsyncSequence, Sendable {
  typealias Element = [UInt8]

  let body: ObjectBody
  let place: String
  let name: String

  struct Iterator: AsyncIteratorProtocol {
    var base: ObjectBody.Iterator
    let place: String
    let name: String

    mutating func next() async throws -> [UInt8]? {
      do {
        return try await base.next()
      } catch let error as AWSError {
        throw HistoryError(error, place: place, name: name)
      }
    }
  }

  func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), place: place, name: name) }
}
