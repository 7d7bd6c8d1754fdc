import Foundation

/// The JSON that processes, containers and instances give credentials in.
struct CredentialsDocument: JSONStructure {
  private var version: Int?
  private var id: String?
  private var secret: String?
  private var token: String?
  private var expiration: String?
  private var code: String?

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "Version": version = try reader.int()
    case "AccessKeyId": id = try reader.string()
    case "SecretAccessKey": secret = try reader.string()
    case "SessionToken", "Token": token = try reader.string()
    case "Expiration": expiration = try reader.string()
    case "Code": code = try reader.string()
    default: try reader.skip()
    }
  }

  /// Reads credentials. Throws `credentialsUnavailable`, with the source's name and nothing of what it said.
  static func credentials(_ bytes: [UInt8], from source: String, version: Int? = nil) throws(AWSError) -> AWSCredentials {
    let document: CredentialsDocument
    do throws(JSONReader.Fault) {
      document = try JSONReader.read(bytes) { (reader) throws(JSONReader.Fault) in try CredentialsDocument(from: &reader) }
    } catch {
      throw AWSError(.credentialsUnavailable, "\(source) did not answer in JSON: \(error.what) at byte \(error.position + 1)")
    }
    if let version, document.version != version {
      throw AWSError(.credentialsUnavailable, "\(source) must answer with \"Version\": \(version)")
    }
    guard document.code == nil || document.code == "Success", let id = document.id, let secret = document.secret else {
      throw AWSError(.credentialsUnavailable, "\(source) gave no access key (AccessKeyId, SecretAccessKey)")
    }
    var end: Date?
    if let text = document.expiration {
      end = AWSTime.parseISO8601(text)
      if end == nil { throw AWSError(.credentialsUnavailable, "\(source) gave an Expiration that is not ISO 8601") }
    }
    return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: document.token, expiration: end)
  }
}
