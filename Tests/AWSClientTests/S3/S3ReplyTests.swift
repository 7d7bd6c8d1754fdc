import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@testable import AWSClient

@Suite("S3's replies in trouble", .timeLimit(.minutes(5)))
struct S3ReplyTests {
  private static let error = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>CODE</Code><Message>no</Message></Error>"
  private static let completed = "<CompleteMultipartUploadResult><ETag>\"e-1\"</ETag></CompleteMultipartUploadResult>"

  private func run<Value>(_ replies: [StubServer.Reply], _ body: (S3Client, StubServer) async throws -> Value) async throws -> Value {
    try await StubServer.run(replies) { (server) async throws in
      try await TestClient.run(server.url) { try await body(S3Client($0), server) }
    }
  }

  private static func object(_ body: String, checksum: String? = nil) -> StubServer.Reply {
    .full(status: 200, headers: [("ETag", "\"e\"")] + (checksum.map { [("x-amz-checksum-sha256", $0)] } ?? []), body: body)
  }

  private func complete(_ s3: S3Client) async throws -> CompleteMultipartUpload.Output {
    let part = UploadedPart(number: 1, etag: "\"a&b\"", size: 1, checksumSHA256: "c=")
    return try await s3.completeMultipartUpload(CompleteMultipartUpload(bucket: "bucket", key: "k", uploadID: "u", parts: [part]))
  }

  @Test("A 200 with an error that can pass is tried again")
  func errorWithSuccess() async throws {
    let internalError = StubServer.Reply.full(status: 200, body: "  \n" + Self.error.replacing("CODE", with: "InternalError"))
    try await run([internalError, .full(status: 200, body: " \n" + Self.completed)]) { (s3, server) async throws in
      #expect(try await complete(s3).etag == "\"e-1\"")
      #expect(server.requests.count == 2)
      #expect(
        server.requests[0].text.contains(
          "<Part><PartNumber>1</PartNumber><ETag>&quot;a&amp;b&quot;</ETag><ChecksumSHA256>c=</ChecksumSHA256></Part>"))
      #expect(server.requests[0].path == "/bucket/k?uploadId=u")
    }
  }

  @Test("A 200 with an error that cannot pass is that error")
  func finalErrorWithSuccess() async throws {
    try await run([.full(status: 200, body: Self.error.replacing("CODE", with: "InvalidPart"))]) { (s3, server) async throws in
      let error = await #expect(throws: AWSError.self) { try await complete(s3) }
      #expect(error?.code == "InvalidPart")
      #expect(error?.isRetryable == false)
      #expect(server.requests.count == 1)
    }
  }

  @Test("SlowDown is throttling: it is waited for, and told as such when it stays")
  func slowDown() async throws {
    let slow = StubServer.Reply.full(status: 503, body: Self.error.replacing("CODE", with: "SlowDown"))
    try await run([slow]) { (s3, server) async throws in
      let error = await #expect(throws: AWSError.self) { try await s3.putObject(PutObject(bucket: "bucket", key: "k", body: [])) }
      #expect(error?.code == .slowDown)
      #expect(error?.isThrottling == true)
      #expect(server.requests.count == 3)
    }
    try await run([slow, slow, .full(status: 200)]) { (s3, _) async throws in
      _ = try await s3.putObject(PutObject(bucket: "bucket", key: "k", body: []))
    }
  }

  @Test("A body that breaks off is taken up where it broke, of the same object")
  func truncated() async throws {
    let text = "0123456789"
    let checksum = ObjectChecksum.sha256(Array(text.utf8))
    let replies: @Sendable (StubServer.Request, Int) -> StubServer.Reply = { request, index in
      if index == 0 { return .truncatedObject("0123", promised: 10, checksum: checksum) }
      let start = request.header("range").flatMap { Int($0.dropFirst("bytes=".count).prefix { $0 != "-" }) } ?? 0
      return .full(status: 206, headers: [("ETag", "\"e\"")], body: String(text.dropFirst(start)))
    }
    try await StubServer.run(replies) { (server) async throws in
      try await TestClient.run(server.url) { (client) async throws in
        let object = try await S3Client(client).getObject(GetObject(bucket: "bucket", key: "k"))
        #expect(try await object.body.collect(upTo: 100) == Array(text.utf8))
        #expect(server.requests.count == 2)
        #expect(server.requests[1].header("range") == "bytes=4-9")
        #expect(server.requests[1].header("if-match") == "\"e\"")
      }
    }
  }

  @Test("An object that was changed while it was read is told, not read on")
  func changed() async throws {
    let changed = StubServer.Reply.full(status: 412, body: Self.error.replacing("CODE", with: "PreconditionFailed"))
    try await run([.truncatedObject("0123", promised: 10, checksum: nil), changed]) { (s3, _) async throws in
      let object = try await s3.getObject(GetObject(bucket: "bucket", key: "k"))
      let error = await #expect(throws: AWSError.self) { try await object.body.collect(upTo: 100) }
      #expect(error?.code == .preconditionFailed)
    }
  }

  @Test("A body that breaks off again and again without a byte is given up")
  func fruitless() async throws {
    try await run([.truncatedObject("", promised: 10, checksum: nil)]) { (s3, server) async throws in
      let object = try await s3.getObject(GetObject(bucket: "bucket", key: "k"))
      let error = await #expect(throws: AWSError.self) { try await object.body.collect(upTo: 100) }
      #expect(error?.isRetryable == true)
      #expect(server.requests.count == 4)
    }
  }

  @Test("Bytes that are not those of the object's checksum are told at the end")
  func wrongChecksum() async throws {
    try await run([Self.object("damaged", checksum: ObjectChecksum.sha256(Array("written".utf8)))]) { (s3, _) async throws in
      let object = try await s3.getObject(GetObject(bucket: "bucket", key: "k"))
      let error = await #expect(throws: AWSError.self) { try await object.body.collect(upTo: 100) }
      #expect(error?.code == .checksumMismatch)
    }
    // Of an object that was written in parts S3 knows no checksum of all bytes.
    try await run([Self.object("parts", checksum: ObjectChecksum.sha256([]) + "-2")]) { (s3, _) async throws in
      let object = try await s3.getObject(GetObject(bucket: "bucket", key: "k"))
      #expect(try await object.body.collect(upTo: 100) == Array("parts".utf8))
    }
  }

  @Test("A bucket that is elsewhere says where")
  func elsewhere() async throws {
    let moved = StubServer.Reply.full(
      status: 301, headers: [("x-amz-bucket-region", "us-west-2")], body: Self.error.replacing("CODE", with: "PermanentRedirect"))
    try await run([moved]) { (s3, server) async throws in
      let error = await #expect(throws: AWSError.self) { try await s3.getObject(GetObject(bucket: "bucket", key: "k")) }
      #expect(error?.code == "PermanentRedirect")
      #expect(error?.message.contains("us-west-2") == true)
      #expect(server.requests.count == 1)
    }
  }

  @Test("Every request carries its body's hash, and a part its place")
  func headers() async throws {
    try await run([.full(status: 200, headers: [("ETag", "\"p\"")])]) { (s3, server) async throws in
      _ = try await s3.uploadPart(UploadPart(bucket: "bucket", key: "k", uploadID: "a/b+c", number: 3, body: Array("abc".utf8)))
      let request = server.requests[0]
      #expect(request.method == "PUT")
      #expect(request.path == "/bucket/k?partNumber=3&uploadId=a%2Fb%2Bc")
      #expect(request.header("x-amz-content-sha256") == PayloadHash.of(Array("abc".utf8)).text)
      #expect(request.header("x-amz-checksum-sha256") == ObjectChecksum.sha256(Array("abc".utf8)))
      #expect(request.header("authorization")?.contains("/eu-central-1/s3/aws4_request") == true)
    }
  }

  @Test("A bucket is part of the host, or of the path where an endpoint is set or its name has dots")
  func addressing() async throws {
    func request(_ bucket: String, endpoint: String?) async throws -> ServiceRequest {
      var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(TestClient.credentials))
      configuration.endpoint = endpoint
      return try await closing(AWSClient(configuration)) { (client) async throws in
        try S3Client(client).makeRequest(GetObject(bucket: bucket, key: "a b/c"))
      }
    }
    let virtual = try await request("my-bucket", endpoint: nil)
    #expect(virtual.hostPrefix == "my-bucket.")
    #expect(virtual.path == "/a%20b/c")
    let dotted = try await request("my.bucket", endpoint: nil)
    #expect(dotted.hostPrefix.isEmpty)
    #expect(dotted.path == "/my.bucket/a%20b/c")
    #expect(try await request("my-bucket", endpoint: "http://localhost:1").path == "/my-bucket/a%20b/c")
    let dual = try Endpoint(service: "s3", region: "eu-central-1", variants: [.dualStack])
    #expect(dual.url == "https://s3.dualstack.eu-central-1.amazonaws.com")
    #expect(
      try Endpoint(service: "s3", region: "us-east-1", variants: [.dualStack, .fips]).authority
        == "s3-fips.dualstack.us-east-1.amazonaws.com")
  }
}
