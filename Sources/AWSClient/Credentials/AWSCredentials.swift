public import Foundation

/// An access key, with the session token of temporary ones.
///
/// No way of showing one reveals its secret: description, debug description, dump and reflection all leave it out.
public struct AWSCredentials: Hashable, Sendable {
  /// Names the key; not secret.
  public let accessKeyID: String
  /// Signs requests.
  public let secretAccessKey: String
  /// Belongs to temporary keys; as secret as the key.
  public let sessionToken: String?
  /// When they end; `nil` for keys that stay.
  public let expiration: Date?

  /// Makes credentials.
  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken.flatMap { $0.isEmpty ? nil : $0 }
    self.expiration = expiration
  }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The key's name with its middle left out, and when it ends.
  public var description: String {
    let name = accessKeyID.count > 8 ? "\(accessKeyID.prefix(4))…\(accessKeyID.suffix(4))" : "…"
    return "AWSCredentials(\(name), \(expiration.map { "until \(AWSTime.iso8601($0))" } ?? "without end"))"
  }
  /// The same as the description.
  public var debugDescription: String { description }
  /// The same as the description.
  public var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
