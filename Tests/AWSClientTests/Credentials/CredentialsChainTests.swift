import EngineTestSupport
import Testing

@testable import AWSClient

@Suite("The chain of credentials")
struct CredentialsChainTests {
  @Test("It asks environment, web identity, shared files, container and instance, in this order")
  func order() async throws {
    let files = ["token": "jwt", "credentials": "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n"]
    try await TemporaryFolder.run(files) { folder in
      try await StubServer.run(answer) { server in
        var environment = [
          "AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "s", "AWS_WEB_IDENTITY_TOKEN_FILE": "\(folder)/token",
          "AWS_ROLE_ARN": "arn:aws:iam::1:role/web", "AWS_CONFIG_FILE": "\(folder)/none",
          "AWS_SHARED_CREDENTIALS_FILE": "\(folder)/credentials", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/container",
          "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url,
        ]
        let steps = [
          ("ENVIRONMENT", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]), ("ASIA1", ["AWS_WEB_IDENTITY_TOKEN_FILE"]),
          ("FILE", ["AWS_SHARED_CREDENTIALS_FILE"]), ("CONTAINER", ["AWS_CONTAINER_CREDENTIALS_FULL_URI"]), ("INSTANCE", []),
        ]
        for (expected, variables) in steps {
          let provider = CredentialsChain.standard(environment: environment)
          let found = try await TestClient.run(server.url, provider: provider) { try await $0.credentials() }
          #expect(found.accessKeyID == expected)
          for variable in variables { environment[variable] = variable.hasSuffix("_FILE") ? "" : nil }
          environment["HOME"] = folder
        }
      }
    }
  }

  private let answer: @Sendable (StubServer.Request, Int) -> StubServer.Reply = { request, _ in
    func document(_ id: String) -> StubServer.Reply {
      .full(status: 200, body: #"{"Code":"Success","AccessKeyId":"\#(id)","SecretAccessKey":"s","Token":"t"}"#)
    }
    switch request.path {
    case "/container": return document("CONTAINER")
    case "/latest/api/token": return .full(status: 200, body: "session")
    case "/latest/meta-data/iam/security-credentials/": return .full(status: 200, body: "role")
    case "/latest/meta-data/iam/security-credentials/role": return document("INSTANCE")
    default: return .full(status: 200, body: STSReply.success)
    }
  }
}
