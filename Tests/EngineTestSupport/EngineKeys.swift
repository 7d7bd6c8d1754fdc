package import AWSClient
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Keys that an engine with verification knows, made through its IAM and STS.
package struct EngineKeys: Sendable {
  private let url: String

  /// Keys of an engine.
  package init(_ engine: DynamoDBEngine) { url = engine.url }

  /// What allows everything.
  package static let everything = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#

  /// A user's key, allowed what a policy says.
  package func userKey(policy: String = everything) async throws -> AWSCredentials {
    let user = "user-\(UInt64.random(in: 0...UInt64.max))"
    let policy = policy.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    _ = try await call("iam", "Action=CreateUser&Version=2010-05-08&UserName=\(user)")
    _ = try await call("iam", "Action=PutUserPolicy&Version=2010-05-08&UserName=\(user)&PolicyName=all&PolicyDocument=\(policy)")
    return try credentials(await call("iam", "Action=CreateAccessKey&Version=2010-05-08&UserName=\(user)"))
  }

  /// Temporary credentials with a session token.
  package func sessionKey() async throws -> AWSCredentials {
    try credentials(await call("sts", "Action=GetSessionToken&Version=2011-06-15"))
  }

  private struct Missing: Error {
    let element: String
  }

  private func credentials(_ reply: String) throws -> AWSCredentials {
    AWSCredentials(
      accessKeyID: try element("AccessKeyId", reply), secretAccessKey: try element("SecretAccessKey", reply),
      sessionToken: try? element("SessionToken", reply))
  }

  private func element(_ name: String, _ reply: String) throws -> String {
    guard let open = reply.firstRange(of: "<\(name)>"), let close = reply.firstRange(of: "</\(name)>") else { throw Missing(element: name) }
    return String(reply[open.upperBound..<close.lowerBound])
  }

  /// One request with the engine's root key, which it never verifies.
  private func call(_ service: String, _ form: String) async throws -> String {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    let scope = "test/20260101/us-east-1/\(service)/aws4_request"
    request.headers.add(name: "Authorization", value: "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host, Signature=0")
    request.body = .bytes(ByteBuffer(string: form))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    return String(buffer: try await response.body.collect(upTo: 1 << 20))
  }
}
