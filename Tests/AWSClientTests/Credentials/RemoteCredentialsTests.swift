import EngineTestSupport
import Foundation
import Testing

@testable import AWSClient

@Suite("Credentials from web identity, containers and instances")
struct RemoteCredentialsTests {
  private static let document =
    #"{"Code":"Success","AccessKeyId":"ASIA2","SecretAccessKey":"sec","Token":"tok","Expiration":"2099-01-01T00:00:00Z"}"#
  private static let expected = AWSCredentials(
    accessKeyID: "ASIA2", secretAccessKey: "sec", sessionToken: "tok", expiration: AWSTime.parseISO8601("2099-01-01T00:00:00Z"))

  private func credentials(_ provider: any CredentialsProvider, _ endpoint: String = "http://127.0.0.1:1") async throws -> AWSCredentials {
    try await TestClient.run(endpoint, provider: provider) { try await $0.credentials() }
  }

  // MARK: Web identity

  @Test("A role is taken on with the token in a file, unsigned")
  func webIdentity() async throws {
    try await TemporaryFolder.run(["token": "header.payload.sig\n"]) { folder in
      try await StubServer.run([.full(status: 200, body: STSReply.success)]) { server in
        let environment = [
          "AWS_WEB_IDENTITY_TOKEN_FILE": "\(folder)/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/web", "AWS_ROLE_SESSION_NAME": "pod",
        ]
        #expect(try await credentials(CredentialsChain.standard(environment: environment), server.url) == STSReply.credentials)
        let request = try #require(server.requests.first)
        #expect(request.header("authorization") == nil)
        #expect(
          request.text
            == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fweb&RoleSessionName=pod"
            + "&WebIdentityToken=header.payload.sig")
      }
    }
  }

  @Test("A refused role is told with STS's reason and without the token")
  func webIdentityRefused() async throws {
    try await TemporaryFolder.run(["token": "header.payload.sig"]) { folder in
      let denied = STSReply.denied.replacing("here", with: "header.payload.sig")
      try await StubServer.run([.full(status: 403, body: denied)]) { server in
        let provider = WebIdentityCredentials(tokenFile: "\(folder)/token", roleARN: "arn:role", sessionName: nil)
        let error = await #expect(throws: AWSError.self) { try await credentials(provider, server.url) }
        #expect(error?.code == .credentialsUnavailable)
        #expect(error?.requestID == "R1")
        #expect(error?.message == "the role arn:role could not be taken on (AccessDenied): Not authorized <[REDACTED]>")
      }
    }
  }

  @Test("A token without a role, and a file that is not there, are told by name")
  func webIdentityHalf() async throws {
    let half = WebIdentityCredentials(environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token"])
    let error = await #expect(throws: AWSError.self) { try await credentials(half) }
    #expect(error?.message.contains("AWS_ROLE_ARN") == true)
    let missing = WebIdentityCredentials(tokenFile: "/nowhere/token", roleARN: "r", sessionName: nil)
    let second = await #expect(throws: AWSError.self) { try await credentials(missing) }
    #expect(second?.message.contains("/nowhere/token") == true)
  }

  // MARK: Containers

  @Test("A task's role is found by its relative path")
  func relative() async throws {
    try await StubServer.run([.full(status: 500), .full(status: 200, body: Self.document)]) { server in
      let provider = ContainerCredentials(environment: ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/1"], host: server.url)
      let found = try await credentials(provider)
      #expect(found == Self.expected)
      #expect(server.requests.map(\.path) == ["/v2/credentials/1", "/v2/credentials/1"])
      #expect(server.requests.first?.method == "GET")
    }
  }

  @Test("A pod's role is found by its URL, with the token that the file has at the moment")
  func podIdentity() async throws {
    try await TemporaryFolder.run(["token": "first\n"]) { folder in
      try await StubServer.run([.full(status: 200, body: Self.document)]) { server in
        let provider = ContainerCredentials(environment: [
          "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/v1/credentials", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "\(folder)/token",
        ])
        #expect(try await credentials(provider) == Self.expected)
        try "second".write(toFile: "\(folder)/token", atomically: true, encoding: .utf8)
        _ = try await credentials(provider)
        #expect(server.requests.map { $0.header("authorization") } == ["first", "second"])
      }
    }
  }

  @Test(
    "A token goes only over TLS or to this machine",
    arguments: [
      ("https://example.com/x", true), ("http://127.0.0.1/x", true), ("http://127.9.9.9:80/", true), ("http://localhost/", true),
      ("http://[::1]:80/", true), ("http://169.254.170.23/v1", true), ("http://[fd00:ec2::23]/v1", true), ("http://example.com/", false),
      ("http://127.0.0.1@example.com/", false), ("http://127.0.0.1.example.com/", false), ("http://169.254.169.254/", false),
      ("ftp://127.0.0.1", false),
    ])
  func trusted(url: String, isTrusted: Bool) { #expect(ContainerCredentials.isTrusted(url) == isTrusted) }

  @Test("A refusal is told with its status")
  func containerRefused() async throws {
    try await StubServer.run([.full(status: 403, body: "SECRET")]) { server in
      let provider = ContainerCredentials(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
      let error = await #expect(throws: AWSError.self) { try await credentials(provider) }
      #expect(error?.code == .credentialsUnavailable)
      #expect(error?.httpStatus == 403)
      #expect(error?.description.contains("SECRET") == false)
    }
  }

  // MARK: Instances

  private func metadata(_ tokenStatus: Int = 200, role: String? = "my-role") -> @Sendable (StubServer.Request, Int) -> StubServer.Reply {
    { request, _ in
      switch (request.method, request.path) {
      case ("PUT", "/latest/api/token"): .full(status: tokenStatus, body: tokenStatus == 200 ? "session" : "")
      case ("GET", "/latest/meta-data/iam/security-credentials/"):
        role.map { StubServer.Reply.full(status: 200, body: $0) } ?? .full(status: 404)
      case ("GET", "/latest/meta-data/iam/security-credentials/my-role"): .full(status: 200, body: Self.document)
      default: .full(status: 400)
      }
    }
  }

  private func instance(_ server: StubServer, _ more: [String: String] = [:]) -> InstanceCredentials {
    InstanceCredentials(environment: more.merging(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url + "/"]) { $1 })
  }

  @Test("An instance's role is found with a session token")
  func instanceRole() async throws {
    try await StubServer.run(metadata()) { server in
      let found = try await credentials(instance(server))
      #expect(found == Self.expected)
      #expect(server.requests.map { $0.header("x-aws-ec2-metadata-token") } == [nil, "session", "session"])
      #expect(server.requests.first?.header("x-aws-ec2-metadata-token-ttl-seconds") == "21600")
    }
  }

  @Test("The first version is used where the second is refused, unless it is turned off")
  func firstVersion() async throws {
    try await StubServer.run(metadata(403)) { server in
      let found = try await credentials(instance(server))
      #expect(found == Self.expected)
      #expect(server.requests.allSatisfy { $0.header("x-aws-ec2-metadata-token") == nil })
      let error = await #expect(throws: AWSError.self) { try await credentials(instance(server, ["AWS_EC2_METADATA_V1_DISABLED": "true"])) }
      #expect(error?.code == .credentialsUnavailable)
    }
  }

  @Test("No role, no metadata service, and one turned off are not found")
  func notFound() async throws {
    try await StubServer.run(metadata(role: nil)) { server in
      let noRole = await #expect(throws: AWSError.self) { try await credentials(instance(server)) }
      #expect(noRole?.code == .credentialsNotFound)
      let count = server.requests.count
      let disabled = await #expect(throws: AWSError.self) { try await credentials(instance(server, ["AWS_EC2_METADATA_DISABLED": "true"])) }
      #expect(disabled?.code == .credentialsNotFound)
      #expect(server.requests.count == count)
    }
    let gone = InstanceCredentials(environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1"])
    let error = await #expect(throws: AWSError.self) { try await credentials(gone) }
    #expect(error?.code == .credentialsNotFound)
  }
}
