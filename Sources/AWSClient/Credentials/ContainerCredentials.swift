import Foundation

/// Credentials of a container's role: ECS tasks (`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`) and EKS Pod Identity
/// (`AWS_CONTAINER_CREDENTIALS_FULL_URI`, `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` or `AWS_CONTAINER_AUTHORIZATION_TOKEN`).
///
/// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
public struct ContainerCredentials: CredentialsProvider {
  private let relative: String?
  private let full: String?
  private let tokenFile: String?
  private let token: Secret<String?>
  private let host: String

  /// The container's role as an environment sets it up.
  public init(environment: [String: String]) { self.init(environment: environment, host: "http://169.254.170.2") }

  init(environment: [String: String], host: String) {
    relative = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    full = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_FULL_URI")
    tokenFile = environment.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
    token = Secret(environment.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN"))
    self.host = host
  }

  /// The role's credentials; `credentialsNotFound` outside a container. A token file is read each time: its token changes.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    guard let url = try url() else { throw AWSError(.credentialsNotFound, "no container credentials are set up") }
    var headers: [(name: String, value: String)] = [("Accept", "application/json")]
    if let authorization = try tokenFile.map(TokenFile.read) ?? token.value {
      guard !authorization.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else {
        throw AWSError(.credentialsUnavailable, "the container's authorization token has a line end in it")
      }
      headers.append(("Authorization", authorization))
    }
    let reply: ServiceReply
    do {
      reply = try await MetadataService(client: context.client, timeout: .seconds(2)).request("GET", url, headers: headers)
    } catch let error as AWSError {
      throw AWSError(.credentialsUnavailable, "the container's credentials could not be had: \(error.message)", isRetryable: true)
    }
    guard reply.status == 200 else {
      throw AWSError(
        .credentialsUnavailable, "the container's credentials were refused with HTTP \(reply.status)", httpStatus: reply.status)
    }
    return try CredentialsDocument.credentials(reply.body, from: "the container's credentials")
  }

  private func url() throws(AWSError) -> String? {
    if let relative { return host + (relative.hasPrefix("/") ? relative : "/\(relative)") }
    guard let full else { return nil }
    guard Self.isTrusted(full) else {
      throw AWSError(
        .credentialsUnavailable,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http on this machine (127.0.0.0/8, ::1, 169.254.170.2, 169.254.170.23)")
    }
    return full
  }

  /// A token must not go over the network in the clear.
  static func isTrusted(_ url: String) -> Bool {
    let url = url.lowercased()
    if url.hasPrefix("https://") { return true }
    guard url.hasPrefix("http://") else { return false }
    let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if authority.contains("@") { return false }
    if authority.hasPrefix("[") {
      return ["::1", "fd00:ec2::23"].contains(authority.dropFirst().prefix { $0 != "]" })
    }
    let host = authority.prefix { $0 != ":" }
    if ["localhost", "169.254.170.2", "169.254.170.23"].contains(host) { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
