/// What went wrong, for a person, a script and an HTTP problem alike.
///
/// The sentence names what was wrong and then what would be right. It holds kinds, names and sizes, never a state or a credential.
public struct HistoryError: Error, Sendable, CustomStringConvertible {
  /// A stable word for the kind of failure; scripts, metrics and HTTP problems rely on it.
  @nonexhaustive
  public enum Code: String, Sendable, CaseIterable {
    case invalidJSON = "invalid_json"
    case invalidNumber = "invalid_number"
    case invalidRecord = "invalid_record"
    case invalidOperation = "invalid_operation"
    case invalidResourceType = "invalid_resource_type"
    case invalidResourceID = "invalid_resource_id"
    case invalidUser = "invalid_user"
    case invalidTimestamp = "invalid_timestamp"
    case invalidToken = "invalid_token"
    case invalidHistoryID = "invalid_history_id"
    case invalidState = "invalid_state"
    case invalidPatch = "invalid_patch"
    case invalidPlan = "invalid_plan"
    case invalidCursor = "invalid_cursor"
    case invalidLimit = "invalid_limit"
    case invalidFilter = "invalid_filter"
    case invalidRetention = "invalid_retention"
    case invalidConfiguration = "invalid_configuration"
    case invalidDocument = "invalid_document"
    case invalidAccess = "invalid_access"
    case invalidAlert = "invalid_alert"
    case forbidden = "forbidden"
    case corruptText = "corrupt_text"
    case alreadyRunning = "already_running"
    case notRunning = "not_running"
    case timedOut = "timed_out"
    case bufferFull = "buffer_full"
    case storeUnavailable = "store_unavailable"
    case storeRejected = "store_rejected"
    case journalInUse = "journal_in_use"
    case journalUnavailable = "journal_unavailable"
    case journalFull = "journal_full"
    case journalDamaged = "journal_damaged"
    case notSafe = "not_safe"
    case removesNearlyAll = "removes_nearly_all"
    case archiveUnavailable = "archive_unavailable"
    case archiveDamaged = "archive_damaged"
    case archiveConflict = "archive_conflict"
  }

  /// The kind of failure.
  public let code: Code
  /// One sentence: what was wrong, then what would be right.
  public let description: String
  /// The failure below this one, where there is one.
  public let underlying: (any Error)?

  /// Makes an error from its code, its sentence and the failure that caused it.
  public init(_ code: Code, _ description: String, underlying: (any Error)? = nil) {
    self.code = code
    self.description = description
    self.underlying = underlying
  }

  /// Whether the same call can succeed later without being changed.
  public var isRetryable: Bool {
    switch code {
    case .storeUnavailable, .timedOut, .bufferFull, .journalUnavailable, .journalFull, .archiveUnavailable: true
    default: false
    }
  }
}
