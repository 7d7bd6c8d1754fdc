import Foundation

/// Credentials of a profile in the shared files: keys, `role_arn` with `source_profile`, `credential_source` or `web_identity_token_file`,
/// and `credential_process`.
public struct ProfileCredentials: CredentialsProvider {
  private let environment: Secret<[String: String]>

  /// The profile that an environment names with `AWS_PROFILE`, or `default`. The files are read each time: their keys change.
  public init(environment: [String: String]) { self.environment = Secret(environment) }

  /// The profile's credentials; `credentialsNotFound` where there is none or it holds none.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    let files = try SharedFiles(environment: environment.value)
    guard files.profile(files.profileName) != nil else {
      guard files.isProfileNamed else { throw AWSError(.credentialsNotFound, "there is no profile") }
      throw AWSError(
        .credentialsUnavailable, "the profile \"\(files.profileName)\" is in neither shared file: check AWS_PROFILE and ~/.aws")
    }
    return try await credentials(of: files.profileName, in: files, visited: [], context)
  }

  private func credentials(
    of name: String, in files: SharedFiles, visited: [String], _ context: CredentialsContext
  ) async throws -> AWSCredentials {
    guard let profile = files.profile(name) else {
      throw AWSError(
        .credentialsUnavailable, "the profile \"\(visited.last ?? "")\" builds on \"\(name)\", which is in neither shared file")
    }
    // A profile that builds on itself means its own keys.
    if visited.last == name { return try keys(profile, name) }
    guard !visited.contains(name) else {
      throw AWSError(.credentialsUnavailable, "the profiles \((visited + [name]).joined(separator: ", ")) build on each other in a circle")
    }
    if let arn = profile["role_arn"] { return try await role(arn, profile, name, files, visited, context) }
    if profile["sso_session"] != nil || profile["sso_start_url"] != nil, profile["aws_access_key_id"] == nil,
      profile["credential_process"] == nil
    {
      let way = "credential_process = aws configure export-credentials --profile \(name)"
      throw AWSError(.credentialsUnavailable, "the profile \"\(name)\" signs in with SSO, which is not supported: set \(way)")
    }
    if profile["aws_access_key_id"] == nil, let command = profile["credential_process"] {
      return try await ProcessCredentials(command: command).credentials(context)
    }
    return try keys(profile, name)
  }

  private func role(
    _ arn: String, _ profile: Profile, _ name: String, _ files: SharedFiles, _ visited: [String], _ context: CredentialsContext
  ) async throws -> AWSCredentials {
    if let file = profile["web_identity_token_file"] {
      return try await WebIdentityCredentials(tokenFile: file, roleARN: arn, sessionName: profile["role_session_name"])
        .credentials(context)
    }
    if profile["mfa_serial"] != nil {
      throw AWSError(.credentialsUnavailable, "the profile \"\(name)\" needs a code for mfa_serial, which a program cannot give")
    }
    let source: AWSCredentials =
      switch (profile["source_profile"], profile["credential_source"]) {
      case (let other?, nil): try await credentials(of: other, in: files, visited: visited + [name], context)
      case (nil, let source?): try await self.source(source, of: name).credentials(context)
      default:
        throw AWSError(
          .credentialsUnavailable, "the profile \"\(name)\" has a role_arn: give it either source_profile or credential_source")
      }
    let role = STSCredentials.Role(
      arn: arn, sessionName: profile["role_session_name"] ?? STSCredentials.sessionName(context), externalID: profile["external_id"],
      durationSeconds: profile["duration_seconds"].flatMap { Int($0) })
    return try await STSCredentials.assume(role, signedWith: source, context)
  }

  private func source(_ source: String, of name: String) throws -> any CredentialsProvider {
    switch source {
    case "Environment": EnvironmentCredentials(environment: environment.value)
    case "Ec2InstanceMetadata": InstanceCredentials(environment: environment.value)
    case "EcsContainer": ContainerCredentials(environment: environment.value)
    default:
      throw AWSError(
        .credentialsUnavailable,
        "the profile \"\(name)\" has the credential_source \"\(source)\": give Environment, Ec2InstanceMetadata or EcsContainer")
    }
  }

  private func keys(_ profile: Profile, _ name: String) throws(AWSError) -> AWSCredentials {
    switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
    case (let id?, let secret?): return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
    case (nil, nil): throw AWSError(.credentialsNotFound, "the profile \"\(name)\" holds no credentials")
    default:
      throw AWSError(
        .credentialsUnavailable, "the profile \"\(name)\" has half a key: give it both aws_access_key_id and aws_secret_access_key")
    }
  }
}
