import Foundation

/// Credentials of an EC2 instance's role, from its metadata service (IMDSv2, and v1 where v2 is refused and v1 allowed).
///
/// `AWS_EC2_METADATA_DISABLED`, `AWS_EC2_METADATA_V1_DISABLED` (true or false, default false), `AWS_EC2_METADATA_SERVICE_ENDPOINT` (a URL),
/// `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE` (IPv4 or IPv6, default IPv4).
/// Source: docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
public struct InstanceCredentials: CredentialsProvider {
  private let isDisabled: Bool
  private let allowsFirstVersion: Bool
  private let endpoint: String

  /// The instance's role, as an environment allows it.
  public init(environment: [String: String]) {
    isDisabled = environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
    allowsFirstVersion = environment["AWS_EC2_METADATA_V1_DISABLED"]?.lowercased() != "true"
    let isIPv6 = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"]?.lowercased() == "ipv6"
    var endpoint =
      environment.nonEmpty("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? (isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    self.endpoint = endpoint
  }

  /// The role's credentials; `credentialsNotFound` where there is no metadata service or no role.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    guard !isDisabled else { throw AWSError(.credentialsNotFound, "the instance's metadata is turned off") }
    let service = MetadataService(client: context.client)
    var headers: [(name: String, value: String)] = []
    if let token = try await token(service) { headers.append(("X-aws-ec2-metadata-token", token)) }
    let path = "\(endpoint)/latest/meta-data/iam/security-credentials/"
    let names = try await get(service, path, headers)
    guard let names, let role = String(decoding: names, as: UTF8.self).split(whereSeparator: \.isNewline).first else {
      throw AWSError(.credentialsNotFound, "the instance has no role")
    }
    guard let document = try await get(service, path + PercentEncoding.encode(String(role)), headers) else {
      throw AWSError(.credentialsUnavailable, "the instance's role \(role) has no credentials")
    }
    return try CredentialsDocument.credentials(document, from: "the instance's metadata")
  }

  /// The session's token; nil where only the first version is there.
  private func token(_ service: MetadataService) async throws -> String? {
    let reply: ServiceReply
    do {
      reply = try await service.request("PUT", "\(endpoint)/latest/api/token", headers: [("X-aws-ec2-metadata-token-ttl-seconds", "21600")])
    } catch is AWSError {
      throw AWSError(.credentialsNotFound, "there is no metadata service")
    }
    if reply.status == 200 { return String(decoding: reply.body, as: UTF8.self) }
    if [403, 404, 405].contains(reply.status), allowsFirstVersion { return nil }
    throw AWSError(.credentialsUnavailable, "the instance's metadata refused a token with HTTP \(reply.status)", httpStatus: reply.status)
  }

  private func get(_ service: MetadataService, _ url: String, _ headers: [(name: String, value: String)]) async throws -> [UInt8]? {
    let reply: ServiceReply
    do {
      reply = try await service.request("GET", url, headers: headers)
    } catch let error as AWSError {
      throw AWSError(.credentialsUnavailable, "the instance's metadata could not be had: \(error.message)", isRetryable: true)
    }
    if reply.status == 404 { return nil }
    guard reply.status == 200 else {
      throw AWSError(.credentialsUnavailable, "the instance's metadata refused with HTTP \(reply.status)", httpStatus: reply.status)
    }
    return reply.body
  }
}
