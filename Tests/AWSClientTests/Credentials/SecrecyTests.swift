import EngineTestSupport
import Foundation
import Testing

@testable import AWSClient

@Suite("Secrets stay secret")
struct SecrecyTests {
  private func shown(_ value: some Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return "\(value) \(String(reflecting: value)) \(String(describing: value)) \(dumped)"
  }

  private func hides(_ text: String) -> Bool { !text.contains(TestClient.secret) && !text.contains(TestClient.token) }

  @Test("No way of showing credentials, their holders or a client shows a secret")
  func descriptions() throws {
    let environment = [
      "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": TestClient.secret, "AWS_SESSION_TOKEN": TestClient.token,
      "AWS_CONTAINER_AUTHORIZATION_TOKEN": TestClient.token,
    ]
    let credentials = TestClient.credentials
    #expect(hides(shown(credentials)))
    #expect(credentials.description.contains("AKID"))
    #expect(hides(shown([credentials])))
    #expect(hides(shown(StaticCredentials(credentials))))
    #expect(hides(shown(CredentialsChain.standard(environment: environment))))
    #expect(hides(shown(ProcessCredentials(command: "echo \(TestClient.secret)"))))
    #expect(hides(shown(SigV4(credentials: credentials, region: "r", service: "s"))))
    #expect(!shown(SigningKey(secret: TestClient.secret, day: "20150830", region: "r", service: "s")).contains("SymmetricKey"))
    let configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(credentials))
    #expect(hides(shown(configuration)))
  }

  @Test("A profile's dump names its settings without their values")
  func profile() async throws {
    try await TemporaryFolder.run(["c": "[default]\naws_secret_access_key = \(TestClient.secret)\n"]) { folder in
      let files = try SharedFiles(environment: ["AWS_SHARED_CREDENTIALS_FILE": "\(folder)/c", "AWS_CONFIG_FILE": "/nowhere"])
      #expect(files.profile("default")?["aws_secret_access_key"] == TestClient.secret)
      #expect(hides(shown(files)))
    }
  }

  @Test("What a service echoes of a refused signature is cut out of the error")
  func echo() async throws {
    let message =
      "The request signature we calculated does not match. Token \(TestClient.token).\\n\\n"
      + "The Canonical String for this request should have been\\n'POST\\n/\\n\\nx-amz-security-token:\(TestClient.token)'"
    let reply = StubServer.Reply.json(#"{"__type":"InvalidSignatureException","message":"\#(message)"}"#, status: 400)
    try await StubServer.run([reply]) { server in
      try await TestClient.run(server.url) { client in
        let error = await #expect(throws: AWSError.self) { try await DynamoDBClient(client).listTables() }
        #expect(error?.message == "The request signature we calculated does not match. Token [REDACTED].")
        #expect(hides(shown(error as Any)))
      }
    }
  }

  @Test("An error shows nothing of the item that its reply holds")
  func body() async throws {
    let reply = StubServer.Reply.json(
      #"{"__type":"ConditionalCheckFailedException","message":"no","Item":{"PK":{"S":"private"}}}"#, status: 400)
    try await StubServer.run([reply]) { server in
      try await TestClient.run(server.url) { client in
        let error = await #expect(throws: AWSError.self) { try await DynamoDBClient(client).listTables() }
        #expect(error?.conditionCheckItem?["PK"] == "private")
        #expect(!shown(error as Any).contains("private"))
      }
    }
  }
}
