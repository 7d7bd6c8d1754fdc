/// Why a call to AWS failed: what the service said, or what kept it from answering.
///
/// Holds codes, sentences and identifiers, never a credential: what a service echoes of the signature's parts is cut out.
public struct AWSError: Error, Sendable, CustomStringConvertible, CustomReflectable {
  /// A service's own word for the failure, or one of this client's.
  ///
  /// Services add codes over time, so this is an open set.
  public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The word.
    public let rawValue: String
    /// A code by its word.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A code by its word.
    public init(stringLiteral value: String) { rawValue = value }
  }

  /// The service's code without its namespace, such as `ConditionalCheckFailedException`.
  public let code: Code
  /// What happened, in a sentence.
  public let message: String
  /// The service's name for the request, for AWS's support.
  public let requestID: String?
  /// The reply's HTTP status, where there was a reply.
  public let httpStatus: Int?
  /// Whether the same request can succeed later without being changed.
  public let isRetryable: Bool
  /// Whether the service asks for fewer requests. The code tells, not the status: DynamoDB throttles with HTTP 400.
  public let isThrottling: Bool
  /// The failure below this one, where there is one.
  public let underlying: (any Error)?
  /// The reply's body, for a service's further members; never shown.
  let body: [UInt8]
  /// Whose items the caller did not ask for, by the place in a transaction; 0 for a write of its own.
  private(set) var withheldItems: Set<Int> = []

  /// Makes an error.
  public init(
    _ code: Code, _ message: String, requestID: String? = nil, httpStatus: Int? = nil, isRetryable: Bool = false,
    isThrottling: Bool = false,
    underlying: (any Error)? = nil
  ) {
    self.init(
      code, message, requestID: requestID, httpStatus: httpStatus, isRetryable: isRetryable, isThrottling: isThrottling,
      underlying: underlying, body: [])
  }

  init(
    _ code: Code, _ message: String, requestID: String?, httpStatus: Int?, isRetryable: Bool, isThrottling: Bool,
    underlying: (any Error)?, body: [UInt8]
  ) {
    self.code = code
    self.message = message
    self.requestID = requestID
    self.httpStatus = httpStatus
    self.isRetryable = isRetryable
    self.isThrottling = isThrottling
    self.underlying = underlying
    self.body = body
  }

  /// The error as it is where the items at these places of a transaction, or of a write of its own at 0, were not asked for.
  package func withholdingItems(at places: Set<Int>) -> AWSError {
    var error = self
    error.withheldItems.formUnion(places)
    return error
  }

  /// Code, sentence, status and request in one line.
  public var description: String {
    var parts: [String] = []
    if let httpStatus { parts.append("HTTP \(httpStatus)") }
    if let requestID { parts.append("request \(requestID)") }
    return "\(code.rawValue): \(message)" + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
  }

  /// The same as the description: a dump shows no body.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}

extension AWSError.Code {
  /// No credentials were found where they are looked for.
  public static let credentialsNotFound: Self = "CredentialsNotFound"
  /// Credentials are set up, but could not be had.
  public static let credentialsUnavailable: Self = "CredentialsUnavailable"
  /// A setting has no meaning.
  public static let invalidConfiguration: Self = "InvalidConfiguration"
  /// No connection, or it broke.
  public static let connectionFailed: Self = "ConnectionFailed"
  /// No answer came within the time that one attempt has.
  public static let timedOut: Self = "TimedOut"
  /// The call's deadline passed.
  public static let deadlineExceeded: Self = "DeadlineExceeded"
  /// The reply's bytes are not those the service sent.
  public static let checksumMismatch: Self = "ChecksumMismatch"
  /// The reply could not be read.
  public static let invalidReply: Self = "InvalidReply"
}
