package import AWSClient
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A bucket of the engine that nobody else uses.
package struct EngineBucket: Sendable {
  /// Its name.
  package let name: String
  /// Whose it is.
  package let account: AWSCredentials

  private struct Refusal: Error {
    let status: UInt
  }

  /// Makes a bucket, with object lock where that is wanted.
  package static func make(
    on engine: DynamoDBEngine, account: AWSCredentials = DynamoDBEngine.makeAccount(), isLockable: Bool = false
  ) async throws -> EngineBucket {
    let name = "bucket-\(UInt64.random(in: 0...UInt64.max))"
    var request = HTTPClientRequest(url: "\(engine.url)/\(name)")
    request.method = .PUT
    let scope = "\(account.accessKeyID)/20260101/eu-central-1/s3/aws4_request"
    request.headers.add(name: "Authorization", value: "AWS4-HMAC-SHA256 Credential=\(scope), SignedHeaders=host, Signature=0")
    let place = "<LocationConstraint>eu-central-1</LocationConstraint>"
    request.body = .bytes(ByteBuffer(string: "<CreateBucketConfiguration>\(place)</CreateBucketConfiguration>"))
    if isLockable { request.headers.add(name: "x-amz-bucket-object-lock-enabled", value: "true") }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
    _ = try await response.body.collect(upTo: 1 << 20)
    guard response.status.code == 200 else { throw Refusal(status: response.status.code) }
    return EngineBucket(name: name, account: account)
  }

  /// Runs the body with S3 and a bucket of its own.
  package static func with<Value>(isLockable: Bool = false, _ body: (S3Client, String) async throws -> Value) async throws -> Value {
    let engine = try await DynamoDBEngine.shared()
    let bucket = try await make(on: engine, isLockable: isLockable)
    return try await closing(engine.client(bucket.account)) { client in try await body(S3Client(client), bucket.name) }
  }
}
