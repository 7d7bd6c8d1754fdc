import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@testable import AWSClient

@Suite("Credentials of the environment and of shared files", .timeLimit(.minutes(5)))
struct ProfileTests {
  private static let nowhere = "http://127.0.0.1:1"

  /// The chain's credentials, in an environment whose shared files are these.
  private func credentials(
    config: String = "", credentials: String = "", _ environment: [String: String] = [:], endpoint: String = ProfileTests.nowhere
  ) async throws -> AWSCredentials {
    try await TemporaryFolder.run(["config": config, "credentials": credentials]) { folder in
      var environment = environment
      environment["AWS_CONFIG_FILE"] = "\(folder)/config"
      environment["AWS_SHARED_CREDENTIALS_FILE"] = "\(folder)/credentials"
      environment["AWS_EC2_METADATA_DISABLED"] = "true"
      return try await TestClient.run(endpoint, provider: CredentialsChain.standard(environment: environment)) {
        try await $0.credentials()
      }
    }
  }

  private func failure(_ body: () async throws -> AWSCredentials) async -> AWSError? {
    await #expect(throws: AWSError.self) { try await body() }
  }

  @Test("The environment's key comes first")
  func environment() async throws {
    let found = try await credentials(
      credentials: "[default]\naws_access_key_id = F\naws_secret_access_key = f\n",
      ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e", "AWS_SESSION_TOKEN": "t"])
    #expect(found == AWSCredentials(accessKeyID: "E", secretAccessKey: "e", sessionToken: "t"))
  }

  @Test("Half a key in the environment is an error, not a search")
  func halfKey() async {
    let error = await failure { try await credentials(["AWS_ACCESS_KEY_ID": "E"]) }
    #expect(error?.code == .credentialsUnavailable)
    #expect(error?.message.contains("AWS_SECRET_ACCESS_KEY") == true)
  }

  @Test("Nothing anywhere is told in a sentence that says what to set")
  func nothing() async {
    let error = await failure { try await credentials() }
    #expect(error?.code == .credentialsNotFound)
    #expect(error?.message.contains("AWS_PROFILE") == true)
  }

  @Test("A profile's key is found, the credentials file before the config file, comments and spaces aside")
  func profile() async throws {
    let config = "# c\n[profile dev]\nregion=eu-west-1\naws_access_key_id = C\naws_secret_access_key = c ; comment\n"
    let file = "[ dev ]\n  aws_access_key_id=K\naws_secret_access_key = a/b+c==\naws_session_token =  t # comment\n"
    let found = try await credentials(config: config, credentials: file, ["AWS_PROFILE": "dev"])
    #expect(found == AWSCredentials(accessKeyID: "K", secretAccessKey: "a/b+c==", sessionToken: "t"))
    #expect(try await credentials(config: config, ["AWS_PROFILE": "dev"]).accessKeyID == "C")
  }

  @Test("A profile that is not there is told by its name")
  func missing() async {
    let error = await failure { try await credentials(["AWS_PROFILE": "prod"]) }
    #expect(error?.code == .credentialsUnavailable)
    #expect(error?.message.contains("\"prod\"") == true)
  }

  @Test("A file that cannot be understood is told by its line, not by its content")
  func unreadable() async {
    let error = await failure { try await credentials(credentials: "[default]\nSECRET-LINE\n") }
    #expect(error?.message.contains("line 2") == true)
    #expect(error?.description.contains("SECRET") == false)
  }

  @Test("A command gives credentials, with their end")
  func process() async throws {
    let json = #"{"Version":1,"AccessKeyId":"P","SecretAccessKey":"p","SessionToken":"t","Expiration":"2099-01-01T00:00:00Z"}"#
    let found = try await TemporaryFolder.run(["out.json": json]) { folder in
      try await credentials(config: "[profile x]\ncredential_process = cat '\(folder)/out.json'\n", ["AWS_PROFILE": "x"])
    }
    #expect(found.accessKeyID == "P")
    #expect(found.sessionToken == "t")
    #expect(found.expiration == AWSTime.parseISO8601("2099-01-01T00:00:00Z"))
  }

  @Test(
    "A command that fails or prints something else is told without what it printed",
    arguments: [
      ("echo SECRET; exit 3", "status 3"), ("echo SECRET", "JSON"), (#"echo '{"Version":2,"AccessKeyId":"SECRET"}'"#, "Version"),
      (#"echo '{"Version":1,"AccessKeyId":"SECRET"}'"#, "SecretAccessKey"),
    ])
  func processFailure(command: String, reason: String) async {
    let error = await failure { try await credentials(config: "[default]\ncredential_process = \(command)\n") }
    #expect(error?.code == .credentialsUnavailable)
    #expect(error?.message.contains(reason) == true)
    #expect(error?.description.contains("SECRET") == false)
  }

  @Test("A command that does not end is stopped, even where it left something running")
  func endless() async throws {
    let clock = ManualClock()
    let provider = ProcessCredentials(command: "sleep 30 & sleep 30", limit: .seconds(2))
    try await TestClient.run(Self.nowhere, provider: provider, clock: clock) { client in
      let call = Task { try await client.credentials() }
      await clock.sleepers(1)
      clock.advance(by: .seconds(2))
      let error = await #expect(throws: AWSError.self) { try await call.value }
      #expect(error?.message.contains("did not end") == true)
    }
  }

  @Test("A role is taken on with another profile's key")
  func role() async throws {
    let config = """
      [profile base]
      aws_access_key_id = BASE
      aws_secret_access_key = base-secret
      [profile app]
      role_arn = arn:aws:iam::1:role/app
      source_profile = base
      external_id = x&y
      role_session_name = me
      duration_seconds = 900
      """
    try await StubServer.run([.full(status: 200, body: STSReply.success)]) { server in
      let found = try await credentials(config: config, ["AWS_PROFILE": "app"], endpoint: server.url)
      #expect(found == STSReply.credentials)
      let request = try #require(server.requests.first)
      #expect(
        request.text
          == "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fapp&RoleSessionName=me"
          + "&ExternalId=x%26y&DurationSeconds=900"
      )
      #expect(request.header("authorization")?.contains("Credential=BASE/") == true)
      #expect(request.header("authorization")?.contains("/eu-central-1/sts/aws4_request") == true)
    }
  }

  @Test("A role can be taken on with the environment's key, and with the profile's own")
  func roleSources() async throws {
    try await StubServer.run([.full(status: 200, body: STSReply.success)]) { server in
      let environment = "[profile a]\nrole_arn = r\ncredential_source = EcsContainer\n"
      let error = await failure { try await credentials(config: environment, ["AWS_PROFILE": "a"], endpoint: server.url) }
      #expect(error?.code == .credentialsNotFound)
      let own = "[profile a]\nrole_arn = r\nsource_profile = a\naws_access_key_id = OWN\naws_secret_access_key = s\n"
      let found = try await credentials(config: own, ["AWS_PROFILE": "a"], endpoint: server.url)
      #expect(found == STSReply.credentials)
      #expect(server.requests.first?.header("authorization")?.contains("Credential=OWN/") == true)
    }
  }

  @Test(
    "Profiles in a circle, without a source, and with SSO are told apart",
    arguments: [
      ("[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\nsource_profile=a\n", "circle"),
      ("[profile a]\nrole_arn=r\n", "source_profile"), ("[profile a]\nrole_arn=r\ncredential_source=Moon\n", "Moon"),
      ("[profile a]\nrole_arn=r\nsource_profile=z\n", "\"z\""), ("[profile a]\nsso_session=s\n", "credential_process"),
      ("[profile a]\nrole_arn=r\nsource_profile=a\nmfa_serial=m\n", "mfa_serial"), ("[profile a]\naws_access_key_id=K\n", "half a key"),
    ])
  func impossible(config: String, reason: String) async {
    let error = await failure { try await credentials(config: config, ["AWS_PROFILE": "a"]) }
    #expect(error?.code == .credentialsUnavailable)
    #expect(error?.message.contains(reason) == true)
  }
}

/// What STS answers.
enum STSReply {
  static let success = """
    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>sts/secret</SecretAccessKey><SessionToken>tok&amp;en==</SessionToken>
    <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
    """

  static let credentials = AWSCredentials(
    accessKeyID: "ASIA1", secretAccessKey: "sts/secret", sessionToken: "tok&en==", expiration: AWSTime.parseISO8601("2099-01-01T00:00:00Z"))

  static let denied = """
    <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized &lt;here&gt;</Message></Error>
    <RequestId>R1</RequestId></ErrorResponse>
    """
}
