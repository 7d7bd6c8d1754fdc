/// How a table is paid for.
public enum BillingMode: String, Sendable {
  /// By request.
  case payPerRequest = "PAY_PER_REQUEST"
  /// By provisioned capacity.
  case provisioned = "PROVISIONED"
}

/// What storage costs against requests.
public enum TableClass: String, Sendable {
  /// The usual.
  case standard = "STANDARD"
  /// Cheaper to keep, dearer to use.
  case infrequentAccess = "STANDARD_INFREQUENT_ACCESS"
}

/// Who holds the key that a table is encrypted with.
public struct SSESpecification: Hashable, Sendable {
  /// Whether a KMS key is used in place of DynamoDB's own.
  public var isEnabled: Bool
  /// The KMS key, by id, ARN or alias; `nil` for AWS's own.
  public var kmsMasterKeyID: String?

  /// Encryption with a KMS key.
  public init(isEnabled: Bool = true, kmsMasterKeyID: String? = nil) {
    self.isEnabled = isEnabled
    self.kmsMasterKeyID = kmsMasterKeyID
  }

  func write(to writer: inout JSONWriter) {
    writer.field("Enabled", isEnabled)
    if isEnabled { writer.field("SSEType", "KMS") }
    writer.field("KMSMasterKeyId", kmsMasterKeyID)
  }
}

/// What a table's stream tells of each change.
public struct StreamSpecification: Hashable, Sendable {
  /// How much.
  public enum ViewType: String, Sendable {
    /// The key.
    case keysOnly = "KEYS_ONLY"
    /// The item after.
    case newImage = "NEW_IMAGE"
    /// The item before.
    case oldImage = "OLD_IMAGE"
    /// Both.
    case newAndOldImages = "NEW_AND_OLD_IMAGES"
  }

  /// How much; `nil` turns the stream off.
  public var viewType: ViewType?

  /// A stream, or none.
  public init(viewType: ViewType?) { self.viewType = viewType }

  func write(to writer: inout JSONWriter) {
    writer.field("StreamEnabled", viewType != nil)
    writer.field("StreamViewType", viewType)
  }
}
