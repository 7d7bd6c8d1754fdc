/// A service of AWS as requests to it need it.
struct AWSService: Hashable, Sendable {
  /// In host names and signatures.
  let name: String
  /// What an attempt waits for at most before the first retry of a failure that is no throttling.
  let transientBase: Duration
  /// Attempts a call has without a say of the caller's.
  let maximumAttempts: Int
  /// How its signatures want paths.
  var pathStyle: SigV4.PathStyle { self == .s3 ? .asWritten : .normalized }

  /// DynamoDB, which the SDKs try once more and sooner than other services.
  static let dynamoDB = AWSService(name: "dynamodb", transientBase: .milliseconds(25), maximumAttempts: 4)
  /// The Security Token Service.
  static let sts = AWSService(name: "sts", transientBase: .milliseconds(50), maximumAttempts: 3)
  /// The Simple Storage Service.
  static let s3 = AWSService(name: "s3", transientBase: .milliseconds(50), maximumAttempts: 3)
}

/// One call to a service.
struct ServiceRequest: Sendable {
  /// Whose signature a request carries.
  enum Signature: Sendable {
    /// The client's credentials.
    case client
    /// These.
    case with(AWSCredentials)
    /// None: the body proves who asks.
    case none
  }

  /// How a reply's body is handed on.
  enum ReplyForm: Sendable {
    case whole
    /// As it comes, where the call succeeded.
    case streamed
  }

  var service: AWSService
  var operation: String
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  var signature = Signature.client
  var method = "POST"
  /// The path as it stands on the request line.
  var path = "/"
  var query: [(name: String, value: String)] = []
  /// What stands before the endpoint's host, with its dot, such as a bucket.
  var hostPrefix = ""
  var form = ReplyForm.whole
  /// Whether a reply of status 200 can hold an error.
  var canFailInBody = false
}

/// A reply: whole, or with a body that is still to come.
struct ServiceReply: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  /// The body's pieces, where they are handed on as they come.
  var pieces: ReplyPieces?

  /// The first header of a name, in whatever case.
  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
}
