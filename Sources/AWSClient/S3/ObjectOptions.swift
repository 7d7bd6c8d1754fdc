public import Foundation

/// How long an object may not be changed or removed, in a bucket with object lock.
public struct ObjectLock: Hashable, Sendable {
  /// Who may remove it before.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// Those with a permission of their own.
    case governance = "GOVERNANCE"
    /// Nobody.
    case compliance = "COMPLIANCE"
  }

  /// Who may remove it before.
  public var mode: Mode
  /// Until when.
  public var until: Date

  /// A lock until a moment.
  public init(_ mode: Mode, until: Date) {
    self.mode = mode
    self.until = until
  }
}

/// How an object is kept.
public struct ObjectOptions: Hashable, Sendable {
  /// The storage class, such as `STANDARD_IA` or `GLACIER_IR`; `nil` for the bucket's.
  public var storageClass: String?
  /// How long it is locked; `nil` for the bucket's default.
  public var lock: ObjectLock?
  /// What kind of bytes they are.
  public var contentType: String?
  /// Names and values of the caller's own, in ASCII.
  public var metadata: [String: String] = [:]

  /// The bucket's own defaults.
  public init() {}

  func fill(_ request: inout ServiceRequest) {
    request.header("Content-Type", contentType)
    request.header("X-Amz-Storage-Class", storageClass)
    if let lock {
      request.header("X-Amz-Object-Lock-Mode", lock.mode.rawValue)
      request.header("X-Amz-Object-Lock-Retain-Until-Date", AWSTime.iso8601(lock.until))
    }
    for (name, value) in metadata.sorted(by: { $0.key < $1.key }) { request.header("X-Amz-Meta-\(name)", value) }
  }
}

/// Whether a write may replace what is there.
public enum WriteCondition: Hashable, Sendable {
  /// Whatever is there.
  case none
  /// Only where nothing is there (`If-None-Match: *`); else the call throws ``AWSError/Code/preconditionFailed``.
  case absent

  func fill(_ request: inout ServiceRequest) {
    if self == .absent { request.header("If-None-Match", "*") }
  }
}

/// What S3 says of an object.
public struct ObjectHead: Hashable, Sendable {
  /// The entity tag, with its quotes.
  public var etag: String?
  /// How many bytes the answer has: the object's, or those of the part that was asked for.
  public var length: Int?
  /// The SHA-256 of all bytes in Base64, where the object was written with one; of an object of parts that of the parts' own, with `-` and their number.
  public var checksumSHA256: String?
  /// The version, in a bucket that keeps versions.
  public var versionID: String?
  /// The storage class; `nil` for `STANDARD`.
  public var storageClass: String?
  /// The lock's mode, where there is one and who asks may see it.
  public var lockMode: ObjectLock.Mode?
  /// Until when it is locked, where it is and who asks may see it.
  public var lockedUntil: Date?
  /// Names and values of who wrote it.
  public var metadata: [String: String] = [:]

  init(_ reply: ServiceReply) {
    etag = reply.header("etag")
    length = reply.header("content-length").flatMap { Int($0) }
    checksumSHA256 = reply.header("x-amz-checksum-sha256")
    versionID = reply.header("x-amz-version-id")
    storageClass = reply.header("x-amz-storage-class")
    lockMode = reply.header("x-amz-object-lock-mode").flatMap(ObjectLock.Mode.init(rawValue:))
    lockedUntil = reply.header("x-amz-object-lock-retain-until-date").flatMap(AWSTime.parseISO8601)
    let prefix = "x-amz-meta-"
    for header in reply.headers where header.name.lowercased().hasPrefix(prefix) {
      metadata[header.name.lowercased().dropFirst(prefix.count).description] = header.value
    }
  }
}
