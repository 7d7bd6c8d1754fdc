import Foundation

/// The Security Token Service's calls that give out temporary credentials.
enum STSCredentials {
  /// A role to take on.
  struct Role: Sendable {
    var arn: String
    var sessionName: String
    var externalID: String?
    var durationSeconds: Int?
  }

  static func assume(_ role: Role, signedWith source: AWSCredentials, _ context: CredentialsContext) async throws -> AWSCredentials {
    try await call("AssumeRole", role, more: [], signature: .with(source), context)
  }

  static func assume(_ role: Role, webIdentityToken: String, _ context: CredentialsContext) async throws -> AWSCredentials {
    try await call("AssumeRoleWithWebIdentity", role, more: [("WebIdentityToken", webIdentityToken)], signature: .none, context)
  }

  private static func call(
    _ operation: String, _ role: Role, more: [(String, String)], signature: ServiceRequest.Signature, _ context: CredentialsContext
  ) async throws -> AWSCredentials {
    var form = [("Action", operation), ("Version", "2011-06-15"), ("RoleArn", role.arn), ("RoleSessionName", role.sessionName)] + more
    if let id = role.externalID { form.append(("ExternalId", id)) }
    if let seconds = role.durationSeconds { form.append(("DurationSeconds", String(seconds))) }
    let body = form.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    let request = ServiceRequest(
      service: .sts, operation: operation, headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(body.utf8), signature: signature)
    do {
      let credentials = try await context.client.send(request) { reply throws(JSONReader.Fault) in read(reply) }
      guard let credentials else { throw AWSError(.credentialsUnavailable, "STS answered without credentials") }
      return credentials
    } catch let error as AWSError where error.code != .credentialsUnavailable {
      let reason = more.reduce(error.message) { $1.1.utf8.count < 8 ? $0 : $0.replacing($1.1, with: "[REDACTED]") }
      throw AWSError(
        .credentialsUnavailable, "the role \(role.arn) could not be taken on (\(error.code.rawValue)): \(reason)",
        requestID: error.requestID, httpStatus: error.httpStatus, isRetryable: error.isRetryable, isThrottling: error.isThrottling)
    }
  }

  private static func read(_ reply: ServiceReply) -> AWSCredentials? {
    let text = String(decoding: reply.body, as: UTF8.self)
    guard let id = XMLText.element("AccessKeyId", in: text), let secret = XMLText.element("SecretAccessKey", in: text) else { return nil }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: XMLText.element("SessionToken", in: text),
      expiration: XMLText.element("Expiration", in: text).flatMap(AWSTime.parseISO8601))
  }

  /// A session's name where none is set: tells the sessions of this client apart in CloudTrail.
  static func sessionName(_ context: CredentialsContext) -> String {
    "swift-aws-client-\(Int(context.client.now().timeIntervalSince1970))"
  }
}

/// A role taken on with a token that another identity provider signed: `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and, where set,
/// `AWS_ROLE_SESSION_NAME` (EKS service accounts).
public struct WebIdentityCredentials: CredentialsProvider {
  private let tokenFile: String?
  private let roleARN: String?
  private let sessionName: String?

  /// Web identity as an environment sets it up.
  public init(environment: [String: String]) {
    tokenFile = environment.nonEmpty("AWS_WEB_IDENTITY_TOKEN_FILE")
    roleARN = environment.nonEmpty("AWS_ROLE_ARN")
    sessionName = environment.nonEmpty("AWS_ROLE_SESSION_NAME")
  }

  init(tokenFile: String, roleARN: String, sessionName: String?) {
    self.tokenFile = tokenFile
    self.roleARN = roleARN
    self.sessionName = sessionName
  }

  /// The role's credentials; `credentialsNotFound` where no token file is named. The file is read each time: its token changes.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    guard let tokenFile else { throw AWSError(.credentialsNotFound, "no web identity is set up") }
    guard let roleARN else {
      throw AWSError(.credentialsUnavailable, "AWS_WEB_IDENTITY_TOKEN_FILE is set without a role: set AWS_ROLE_ARN too")
    }
    let token = try TokenFile.read(tokenFile)
    let role = STSCredentials.Role(arn: roleARN, sessionName: sessionName ?? STSCredentials.sessionName(context))
    return try await STSCredentials.assume(role, webIdentityToken: token, context)
  }
}

/// A file that holds a token.
enum TokenFile {
  static func read(_ path: String) throws(AWSError) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw AWSError(.credentialsUnavailable, "the token file \(path) cannot be read: check its path and permissions")
    }
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw AWSError(.credentialsUnavailable, "the token file \(path) is empty") }
    return text
  }
}
