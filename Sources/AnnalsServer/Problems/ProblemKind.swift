import Annals
import HTTPTypes

/// A kind of problem: the word that scripts rely on, its HTTP status, and its title. This is the one place that maps errors to statuses.
struct ProblemKind: Hashable, Sendable {
  let code: String
  let status: HTTPResponse.Status
  let title: String

  static let notFound = ProblemKind(code: "not_found", status: .notFound, title: "There is nothing here")
  static let wrongMethod = ProblemKind(code: "method_not_allowed", status: .methodNotAllowed, title: "The method is not offered here")
  static let bodyTooLarge = ProblemKind(code: "body_too_large", status: .contentTooLarge, title: "The body is too large")
  static let tooManyRecords = ProblemKind(code: "too_many_records", status: .contentTooLarge, title: "The body holds too many records")
  static let wrongMediaType = ProblemKind(
    code: "unsupported_media_type", status: .unsupportedMediaType, title: "The body is in no format that is read")
  static let wrongEncoding = ProblemKind(
    code: "unsupported_content_encoding", status: .unsupportedMediaType, title: "The body is packed in no way that is read")
  static let invalidBody = ProblemKind(code: "invalid_body", status: .badRequest, title: "The body cannot be read")
  static let invalidHeader = ProblemKind(code: "invalid_header", status: .badRequest, title: "A header cannot be used")
  static let invalidPath = ProblemKind(code: "invalid_path", status: .badRequest, title: "The path cannot be read")
  static let invalidParameter = ProblemKind(code: "invalid_parameter", status: .badRequest, title: "A parameter cannot be used")
  static let unknownParameter = ProblemKind(code: "unknown_parameter", status: .badRequest, title: "A parameter is unknown")
  static let repeatedParameter = ProblemKind(code: "repeated_parameter", status: .badRequest, title: "A parameter comes twice")
  static let recordsRejected = ProblemKind(
    code: HistoryError.Code.storeRejected.rawValue, status: .unprocessableContent, title: "The store refused records")
  static let malformed = ProblemKind(code: "malformed_request", status: .badRequest, title: "The request cannot be read")
  static let tooSlow = ProblemKind(code: "too_slow", status: .requestTimeout, title: "The request came too slowly")
  static let pathTooLong = ProblemKind(code: "path_too_long", status: .uriTooLong, title: "The path or the query is too long")
  static let headersTooLarge = ProblemKind(
    code: "headers_too_large", status: .requestHeaderFieldsTooLarge, title: "The headers are too large")
  static let tooManyRequests = ProblemKind(code: "too_many_requests", status: .tooManyRequests, title: "These are too many requests")
  static let busy = ProblemKind(code: "busy", status: .serviceUnavailable, title: "The server has too much to do")
  static let unauthenticated = ProblemKind(code: "unauthenticated", status: .unauthorized, title: "It is not known who sends this")
  static let accessUnknown = ProblemKind(
    code: "access_unknown", status: .serviceUnavailable, title: "It cannot be found out who sends this")
  static let forbidden = ProblemKind(.forbidden)
  static let noTables = ProblemKind(
    code: "no_tables", status: .notFound, title: "It is not known where resources are kept")
  static let wrongPlan = ProblemKind(code: "wrong_plan", status: .conflict, title: "The plan is another")
  static let planUnderWay = ProblemKind(code: "plan_under_way", status: .conflict, title: "The plan is being applied")
  static let stopping = ProblemKind(code: "stopping", status: .serviceUnavailable, title: "The server is stopping")
  static let unexpected = ProblemKind(code: "internal_error", status: .internalServerError, title: "The server failed")

  /// The kinds that only HTTP has.
  static let ofHTTP = [
    notFound, wrongMethod, bodyTooLarge, tooManyRecords, wrongMediaType, wrongEncoding, invalidBody, invalidHeader, invalidPath,
    invalidParameter, unknownParameter, repeatedParameter, malformed, tooSlow, pathTooLong, headersTooLarge, tooManyRequests, busy,
    unauthenticated, accessUnknown, noTables, wrongPlan, planUnderWay, stopping, unexpected,
  ]

  private init(code: String, status: HTTPResponse.Status, title: String) {
    self.code = code
    self.status = status
    self.title = title
  }

  /// The kind of problem that an error of history is.
  init(_ code: HistoryError.Code) {
    let (status, title): (HTTPResponse.Status, String) =
      switch code {
      case .invalidJSON: (.badRequest, "The body is not JSON")
      case .invalidNumber: (.badRequest, "A number cannot be kept")
      case .invalidRecord: (.badRequest, "A record cannot be read")
      case .invalidOperation: (.badRequest, "The operation is unknown")
      case .invalidResourceType: (.badRequest, "The resource type is not one")
      case .invalidResourceID: (.badRequest, "The resource id is not one")
      case .invalidUser: (.badRequest, "The user is not one")
      case .invalidTimestamp: (.badRequest, "The moment cannot be read")
      case .invalidToken: (.badRequest, "The token is not one")
      case .invalidHistoryID: (.badRequest, "The history id cannot be read")
      case .invalidState: (.badRequest, "A state cannot be kept")
      case .invalidPatch: (.badRequest, "The patch does not fit")
      case .invalidPlan: (.unprocessableContent, "There is no such plan to make")
      case .invalidCursor: (.badRequest, "The cursor cannot be read")
      case .invalidLimit: (.badRequest, "The limit is out of bounds")
      case .invalidFilter: (.badRequest, "The filter has no meaning")
      case .invalidRetention: (.badRequest, "The days to keep are missing or out of bounds")
      case .notRunning: (.serviceUnavailable, "Nothing is recorded at the moment")
      case .timedOut: (.serviceUnavailable, "It took too long")
      case .bufferFull: (.serviceUnavailable, "The buffer is full")
      case .storeUnavailable: (.serviceUnavailable, "The store does not answer")
      case .storeRejected: (.internalServerError, "The store refused")
      case .journalUnavailable, .journalFull: (.serviceUnavailable, "The journal takes no records")
      case .journalDamaged: (.internalServerError, "The journal is damaged")
      case .notSafe: (.serviceUnavailable, "The record is not safe")
      case .removesNearlyAll: (.conflict, "The clean-up would remove nearly everything")
      case .archiveUnavailable: (.serviceUnavailable, "The archive does not answer")
      case .archiveDamaged: (.internalServerError, "The archive is damaged")
      case .archiveConflict: (.conflict, "The archive is another's")
      case .invalidDocument: (.internalServerError, "A document of the store cannot be used")
      case .invalidAccess: (.badRequest, "The key, its role or its scope has no meaning")
      case .invalidAlert: (.badRequest, "The alert or the rule is not one")
      case .forbidden: (.forbidden, "It is not allowed")
      case .corruptText: (.internalServerError, "A kept text is damaged")
      case .invalidConfiguration, .alreadyRunning, .journalInUse: (.internalServerError, "The server is not set up rightly")
      }
    self.init(code: code.rawValue, status: status, title: title)
  }

  /// The kind's URI (RFC 9457, section 3.1.1): a name, not an address.
  var uri: String { "urn:annals:problem:\(code)" }

  /// Seconds after which trying again can help; `nil` where it cannot.
  var retryAfter: Int? {
    guard status == .serviceUnavailable else { return nil }
    return code == HistoryError.Code.storeUnavailable.rawValue ? 5 : 1
  }
}
