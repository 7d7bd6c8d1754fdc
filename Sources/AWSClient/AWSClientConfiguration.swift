public import Foundation

/// Which AWS, as whom, and how patiently.
public struct AWSClientConfiguration: Sendable {
  /// The region, such as `eu-central-1`.
  public var region: String
  /// The endpoint of all services in place of AWS's own; `nil` for AWS.
  public var endpoint: String?
  /// Endpoints of single services by their names in lower case, such as `dynamodb`; they precede `endpoint`.
  public var serviceEndpoints: [String: String] = [:]
  /// Variants of AWS's own endpoints. Default: none.
  public var endpointVariants: Set<EndpointVariant> = []
  /// Where credentials come from; what it returns is kept until shortly before it ends.
  public var credentials: any CredentialsProvider
  /// How often and how soon a call is tried again.
  public var retry = RetryConfiguration()
  /// The time that a call may take with all its attempts and waits. Default: 60 s.
  public var deadline: Duration = .seconds(60)
  /// The time that a connection may take to come about. Default: 5 s.
  public var connectTimeout: Duration = .seconds(5)
  /// The time without a byte after which an attempt is given up. Default: 20 s.
  public var readTimeout: Duration = .seconds(20)
  /// Connections to one host at most. Default: 64.
  public var connectionLimit = 64
  /// Sees each request to DynamoDB before it is sent, and can refuse it: tests hold requests against rules that no engine knows.
  package var dynamoDBCheck: (@Sendable (DynamoDBRequest) throws(AWSError) -> Void)?

  /// A configuration of what has no default.
  public init(region: String, credentials: any CredentialsProvider) {
    self.region = region
    self.credentials = credentials
  }

  /// The configuration that AWS's own variables and shared files give, with the chain of credentials that the SDKs look through.
  ///
  /// - `AWS_REGION`, then `AWS_DEFAULT_REGION`, then the profile's `region`. There is no default.
  /// - `AWS_ENDPOINT_URL_DYNAMODB` and its like for other services, `AWS_ENDPOINT_URL`, then the profile's `services` and `endpoint_url`;
  ///   `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` (true or false, default false) turns all of them off.
  /// - `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT` (true or false, default false), `AWS_MAX_ATTEMPTS` (a number).
  /// - `AWS_NEW_RETRIES_2026` (true or false, default true): false gives the retries from before.
  /// - `AWS_PROFILE` (default `default`), `AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE` (default in `~/.aws`).
  ///
  /// Throws `invalidConfiguration` where a region is missing or a value has no meaning.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws(AWSError) {
    let files = try SharedFiles(environment: environment)
    let settings = SettingsReader(environment: environment, profile: files.profile(files.profileName) ?? Profile(), files: files)
    guard let region = settings.text("AWS_REGION", or: "region") ?? environment.nonEmpty("AWS_DEFAULT_REGION") else {
      throw AWSError(.invalidConfiguration, "no region is set: set AWS_REGION, or region in the profile \"\(files.profileName)\"")
    }
    self.init(region: region, credentials: CredentialsChain.standard(environment: environment))
    if try !settings.bool("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", or: "ignore_configured_endpoint_urls") {
      endpoint = settings.text("AWS_ENDPOINT_URL", or: "endpoint_url")
      serviceEndpoints = settings.serviceEndpoints()
    }
    if try settings.bool("AWS_USE_FIPS_ENDPOINT", or: "use_fips_endpoint") { endpointVariants.insert(.fips) }
    if try settings.bool("AWS_USE_DUALSTACK_ENDPOINT", or: "use_dualstack_endpoint") { endpointVariants.insert(.dualStack) }
    if environment.nonEmpty("AWS_NEW_RETRIES_2026")?.lowercased() == "false" { retry = .before2026 }
    if let text = settings.text("AWS_MAX_ATTEMPTS", or: "max_attempts") {
      guard let attempts = Int(text), attempts >= 1 else {
        throw AWSError(.invalidConfiguration, "AWS_MAX_ATTEMPTS is \"\(text.prefix(20))\": give it a number from 1")
      }
      retry.maximumAttempts = attempts
    }
  }

  func endpoint(of service: AWSService) throws(AWSError) -> Endpoint {
    if let url = customEndpoint(of: service) { return try Endpoint(url: url) }
    return try Endpoint(service: service.name, region: region, variants: endpointVariants)
  }

  /// The URL that is set in place of AWS's own.
  func customEndpoint(of service: AWSService) -> String? { serviceEndpoints[service.name] ?? endpoint }

  func check() throws(AWSError) {
    let isRegion = (1...40).contains(region.utf8.count) && region.utf8.allSatisfy(Self.isLabel)
    guard isRegion else {
      throw AWSError(.invalidConfiguration, "\"\(region.prefix(40))\" is not a region: give one such as eu-central-1")
    }
    guard connectionLimit >= 1 else {
      throw AWSError(.invalidConfiguration, "connectionLimit is \(connectionLimit): give it at least 1")
    }
    for (name, time) in [("deadline", deadline), ("connectTimeout", connectTimeout), ("readTimeout", readTimeout)] {
      guard time > .zero else { throw AWSError(.invalidConfiguration, "\(name) is \(time): give it more than zero") }
    }
    try retry.check()
  }

  private static func isLabel(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D }
}

/// Settings that a variable or a profile gives; the variable precedes.
private struct SettingsReader {
  let environment: [String: String]
  let profile: Profile
  let files: SharedFiles

  func text(_ variable: String, or key: String) -> String? { environment.nonEmpty(variable) ?? profile[key] }

  func bool(_ variable: String, or key: String) throws(AWSError) -> Bool {
    guard let text = text(variable, or: key) else { return false }
    switch text.lowercased() {
    case "true": return true
    case "false": return false
    default: throw AWSError(.invalidConfiguration, "\(variable) is \"\(text.prefix(20))\": give it true or false")
    }
  }

  func serviceEndpoints() -> [String: String] {
    var endpoints: [String: String] = [:]
    if let name = profile["services"], let services = files.services(name) {
      for (service, settings) in services.nested {
        if let url = settings["endpoint_url"] { endpoints[service.lowercased()] = url }
      }
    }
    // A variable for all services precedes what the files say for one.
    if environment.nonEmpty("AWS_ENDPOINT_URL") != nil { endpoints = [:] }
    let prefix = "AWS_ENDPOINT_URL_"
    for (name, url) in environment where name.hasPrefix(prefix) && !url.isEmpty {
      endpoints[name.dropFirst(prefix.count).lowercased()] = url
    }
    return endpoints
  }
}

extension [String: String] {
  /// A variable's value, unless it is empty.
  func nonEmpty(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}
