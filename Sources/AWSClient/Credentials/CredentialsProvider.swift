/// Where credentials come from.
public protocol CredentialsProvider: Sendable {
  /// The credentials at this moment.
  ///
  /// The client keeps what this returns until shortly before it ends, and asks once at a time.
  ///
  /// Throws ``AWSError``: `credentialsNotFound` when nothing is set up here, so that a chain asks the next; anything else ends the search.
  func credentials(_ context: CredentialsContext) async throws -> AWSCredentials
}

/// What a provider may use to get at credentials: the client's connections, clock and region.
public struct CredentialsContext: Sendable {
  let client: AWSClient
}

/// Credentials that are known already.
public struct StaticCredentials: CredentialsProvider {
  private let known: AWSCredentials

  /// These credentials, for as long as the client lives.
  public init(_ credentials: AWSCredentials) { known = credentials }

  /// The credentials given.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials { known }
}

/// Asks one provider after the other, and keeps to the first that has something.
public struct CredentialsChain: CredentialsProvider {
  private let providers: [any CredentialsProvider]

  /// A chain of providers, asked in this order.
  public init(_ providers: [any CredentialsProvider]) { self.providers = providers }

  /// The SDKs' chain: environment, web identity, shared files, container, instance.
  public static func standard(environment: [String: String]) -> CredentialsChain {
    CredentialsChain([
      EnvironmentCredentials(environment: environment),
      WebIdentityCredentials(environment: environment),
      ProfileCredentials(environment: environment),
      ContainerCredentials(environment: environment),
      InstanceCredentials(environment: environment),
    ])
  }

  /// The credentials of the first provider that has some.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    for provider in providers {
      do {
        return try await provider.credentials(context)
      } catch let error as AWSError where error.code == .credentialsNotFound {
        continue
      }
    }
    throw AWSError(
      .credentialsNotFound,
      "no credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is attached")
  }
}

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for temporary keys, `AWS_SESSION_TOKEN`.
public struct EnvironmentCredentials: CredentialsProvider {
  private let environment: Secret<[String: String]>

  /// Credentials in an environment.
  public init(environment: [String: String]) {
    let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
    self.environment = Secret(environment.filter { names.contains($0.key) })
  }

  /// The environment's credentials; `credentialsNotFound` where it has none.
  public func credentials(_ context: CredentialsContext) async throws -> AWSCredentials {
    let values = environment.value
    switch (values.nonEmpty("AWS_ACCESS_KEY_ID"), values.nonEmpty("AWS_SECRET_ACCESS_KEY")) {
    case (let id?, let secret?):
      return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: values["AWS_SESSION_TOKEN"])
    case (nil, nil):
      throw AWSError(.credentialsNotFound, "the environment has no access key")
    case (_, nil):
      throw AWSError(.credentialsUnavailable, "AWS_ACCESS_KEY_ID is set without its secret: set AWS_SECRET_ACCESS_KEY too")
    case (nil, _):
      throw AWSError(.credentialsUnavailable, "AWS_SECRET_ACCESS_KEY is set without its key: set AWS_ACCESS_KEY_ID too")
    }
  }
}

/// A value that no description, dump or reflection shows.
struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  let value: Value
  init(_ value: Value) { self.value = value }
  var description: String { "…" }
  var debugDescription: String { "…" }
  var customMirror: Mirror { Mirror(self, children: [:]) }
}
