import Foundation
import Testing

@testable import AWSClient

@Suite("The configuration that an environment gives")
struct ConfigurationTests {
  private func configuration(config: String = "", _ environment: [String: String]) async throws -> AWSClientConfiguration {
    try await TemporaryFolder.run(["config": config]) { folder in
      try AWSClientConfiguration(
        environment: environment.merging(["AWS_CONFIG_FILE": "\(folder)/config", "AWS_SHARED_CREDENTIALS_FILE": "\(folder)/none"]) { $1 })
    }
  }

  private static let services = """
    [profile p]
    region = eu-west-3
    endpoint_url = http://all:1
    services = local
    max_attempts = 7
    use_fips_endpoint = true
    [services local]
    dynamodb =
      endpoint_url = http://db:2
    """

  @Test("A region is taken from AWS_REGION, AWS_DEFAULT_REGION or the profile, and asked for where there is none")
  func region() async throws {
    #expect(try await configuration(["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"]).region == "eu-west-1")
    #expect(try await configuration(["AWS_DEFAULT_REGION": "eu-west-2"]).region == "eu-west-2")
    #expect(try await configuration(config: Self.services, ["AWS_PROFILE": "p"]).region == "eu-west-3")
    let error = await #expect(throws: AWSError.self) { try await configuration([:]) }
    #expect(error?.message.contains("AWS_REGION") == true)
  }

  @Test("An endpoint is taken from the variable of its service, the common one, then the profile's, in this order")
  func endpoint() async throws {
    func url(_ more: [String: String]) async throws -> String {
      try await configuration(config: Self.services, more.merging(["AWS_PROFILE": "p"]) { $1 }).endpoint(of: .dynamoDB).url
    }
    #expect(try await url(["AWS_ENDPOINT_URL_DYNAMODB": "http://x:3", "AWS_ENDPOINT_URL": "http://y:4"]) == "http://x:3")
    #expect(try await url(["AWS_ENDPOINT_URL": "http://y:4"]) == "http://y:4")
    #expect(try await url([:]) == "http://db:2")
    #expect(try await configuration(config: Self.services, ["AWS_PROFILE": "p"]).endpoint(of: .sts).url == "http://all:1")
    #expect(try await url(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) == "https://dynamodb-fips.eu-west-3.amazonaws.com")
  }

  @Test("Variants, attempts and the retries from before are taken over")
  func options() async throws {
    let base = ["AWS_REGION": "us-gov-west-1"]
    #expect(
      try await configuration(base.merging(["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "TRUE"]) { $1 })
        .endpointVariants == [.fips, .dualStack])
    #expect(try await configuration(base.merging(["AWS_MAX_ATTEMPTS": "9"]) { $1 }).retry.maximumAttempts == 9)
    #expect(try await configuration(base.merging(["AWS_NEW_RETRIES_2026": "false"]) { $1 }).retry == .before2026)
    #expect(try await configuration(config: Self.services, ["AWS_PROFILE": "p"]).retry.maximumAttempts == 7)
  }

  @Test(
    "A value without meaning is refused by its name",
    arguments: [
      ("AWS_USE_FIPS_ENDPOINT", "yes"), ("AWS_MAX_ATTEMPTS", "0"), ("AWS_MAX_ATTEMPTS", "many"),
    ])
  func refused(name: String, value: String) async throws {
    let error = await #expect(throws: AWSError.self) { try await configuration(["AWS_REGION": "eu-west-1", name: value]) }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.message.contains(name) == true)
  }

  @Test("A client refuses what it could not work with")
  func client() {
    let changes: [(inout AWSClientConfiguration) -> Void] = [
      { $0.region = "eu west" }, { $0.endpoint = "localhost" }, { $0.deadline = .zero }, { $0.connectionLimit = 0 },
      { $0.retry.maximumAttempts = 0 }, { $0.serviceEndpoints = ["dynamodb": "x"] },
    ]
    for change in changes {
      var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(TestClient.credentials))
      change(&configuration)
      let error = #expect(throws: AWSError.self) { try AWSClient(configuration) }
      #expect(error?.code == .invalidConfiguration)
    }
  }
}
