import EngineTestSupport
import Foundation
import Testing

@testable import AWSClient

@Suite("S3 on an engine", .timeLimit(.minutes(5)))
struct S3EngineTests {
  private static let keys = [
    "plain", "type=PROMPT/year=2024/month=02/day=29/part.gz", "a b+c%2F&d=e?f#g", "ü/€/👩‍👩‍👧", "a//b", "~tilde!*'()", "with\"quote<&>",
  ]

  @Test("What was written is read, whatever its key is called", arguments: keys)
  func roundTrip(key: String) async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let written = try await s3.putObject(PutObject(bucket: bucket, key: key, body: bytes))
      let object = try await s3.getObject(GetObject(bucket: bucket, key: key))
      #expect(object.head.etag == written.etag)
      #expect(object.head.checksumSHA256 == ObjectChecksum.sha256(bytes))
      #expect(try await object.body.collect(upTo: 1 << 20) == bytes)
      let head = try await s3.headObject(HeadObject(bucket: bucket, key: key))
      #expect(head.length == bytes.count)
      #expect(try await s3.listObjects(ListObjectsV2(bucket: bucket)).objects.map(\.key) == [key])
      try await s3.deleteObject(DeleteObject(bucket: bucket, key: key))
      #expect(try await s3.listObjects(ListObjectsV2(bucket: bucket)).objects.isEmpty)
      // What is gone can be removed again.
      try await s3.deleteObject(DeleteObject(bucket: bucket, key: key))
    }
  }

  @Test("A signature verifies, whatever the key is called", arguments: keys)
  func signature(key: String) async throws {
    let engine = try await DynamoDBEngine.shared(.verifying)
    let root = AWSCredentials(accessKeyID: "test", secretAccessKey: "test")
    let bucket = try await EngineBucket.make(on: engine, account: root).name
    let credentials = try await EngineKeys(engine).userKey()
    try await closing(engine.client(credentials)) { (client) async throws in
      let s3 = S3Client(client)
      _ = try await s3.putObject(PutObject(bucket: bucket, key: key, body: Array("x".utf8)))
      #expect(try await s3.getObject(GetObject(bucket: bucket, key: key, range: 0..<1)).body.collect(upTo: 10) == Array("x".utf8))
      var list = ListObjectsV2(bucket: bucket, prefix: key)
      list.startAfter = " "
      #expect(try await s3.listObjects(list).objects.count == 1)
    }
    let wrong = AWSCredentials(accessKeyID: credentials.accessKeyID, secretAccessKey: "another")
    try await closing(engine.client(wrong)) { (client) async throws in
      let error = await #expect(throws: AWSError.self) {
        try await S3Client(client).putObject(PutObject(bucket: bucket, key: key, body: []))
      }
      #expect(error?.code == "SignatureDoesNotMatch")
    }
  }

  @Test("A part of an object is read, and where there is none is told")
  func ranges() async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      let bytes = Array("0123456789".utf8)
      _ = try await s3.putObject(PutObject(bucket: bucket, key: "digits", body: bytes))
      let part = try await s3.getObject(GetObject(bucket: bucket, key: "digits", range: 2..<5))
      #expect(part.contentRange == "bytes 2-4/10")
      #expect(try await part.body.collect(upTo: 10) == Array("234".utf8))
      let error = await #expect(throws: AWSError.self) { try await s3.getObject(GetObject(bucket: bucket, key: "digits", range: 10..<12)) }
      #expect(error?.code == .invalidRange)
    }
  }

  @Test("What is not there is told by its name")
  func absent() async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      let missing = await #expect(throws: AWSError.self) { try await s3.getObject(GetObject(bucket: bucket, key: "x")) }
      #expect(missing?.code == .noSuchKey)
      let head = await #expect(throws: AWSError.self) { try await s3.headObject(HeadObject(bucket: bucket, key: "x")) }
      #expect(head?.code == .notFound)
      let elsewhere = await #expect(throws: AWSError.self) { try await s3.getObject(GetObject(bucket: "no-such-bucket-here", key: "x")) }
      #expect(elsewhere?.code == .noSuchBucket)
      let name = await #expect(throws: AWSError.self) { try await s3.getObject(GetObject(bucket: "evil/../host", key: "x")) }
      #expect(name?.code == .invalidConfiguration)
    }
  }

  @Test("A conditional write never replaces")
  func conditional() async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      var put = PutObject(bucket: bucket, key: "once", body: Array("first".utf8))
      put.condition = .absent
      _ = try await s3.putObject(put)
      put.body = Array("second".utf8)
      let request = put
      let error = await #expect(throws: AWSError.self) { try await s3.putObject(request) }
      #expect(error?.code == .preconditionFailed)
      #expect(error?.isRetryable == false)
      #expect(try await s3.getObject(GetObject(bucket: bucket, key: "once")).body.collect(upTo: 10) == Array("first".utf8))
      let changed = await #expect(throws: AWSError.self) {
        try await s3.getObject(GetObject(bucket: bucket, key: "once", ifMatch: "\"0\""))
      }
      #expect(changed?.code == .preconditionFailed)
    }
  }

  @Test("Bytes that are not those of their checksum are not taken")
  func wrongChecksum() async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      var put = PutObject(bucket: bucket, key: "x", body: Array("sent".utf8))
      put.checksumSHA256 = ObjectChecksum.sha256(Array("meant".utf8))
      let request = put
      let error = await #expect(throws: AWSError.self) { try await s3.putObject(request) }
      #expect(error?.code == .badDigest || error?.code == "InvalidRequest" || error?.code == "XAmzContentChecksumMismatch")
      #expect(try await s3.listObjects(ListObjectsV2(bucket: bucket)).objects.isEmpty)
    }
  }

  @Test("Lists come in pages, ordered by bytes, and by folder where asked")
  func lists() async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      let keys = (0..<25).map { "folder \($0 / 10)/key+\($0)" }
      for key in keys { _ = try await s3.putObject(PutObject(bucket: bucket, key: key, body: [])) }
      var list = ListObjectsV2(bucket: bucket, prefix: "folder ")
      list.limit = 10
      var found: [String] = []
      var pages = 0
      repeat {
        let page = try await s3.listObjects(list)
        found += page.objects.map(\.key)
        pages += 1
        list.continuationToken = page.nextToken
      } while list.continuationToken != nil
      #expect(pages == 3)
      #expect(found == keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
      var folders = ListObjectsV2(bucket: bucket)
      folders.delimiter = "/"
      #expect(try await s3.listObjects(folders).commonPrefixes == ["folder 0/", "folder 1/", "folder 2/"])
    }
  }

  @Test("An object of parts is its parts, with the checksum of theirs")
  func multipart() async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      let parts = [Array(repeating: UInt8(7), count: 5 << 20), Array(repeating: UInt8(9), count: 1000)]
      let upload = try await s3.createMultipartUpload(CreateMultipartUpload(bucket: bucket, key: "large")).uploadID
      var uploaded: [UploadedPart] = []
      for (index, part) in parts.enumerated() {
        uploaded.append(
          try await s3.uploadPart(UploadPart(bucket: bucket, key: "large", uploadID: upload, number: index + 1, body: part)))
      }
      let listed = try await s3.listParts(ListParts(bucket: bucket, key: "large", uploadID: upload)).parts
      #expect(listed.map(\.number) == [1, 2])
      #expect(listed.map(\.size) == parts.map(\.count))
      var end = CompleteMultipartUpload(bucket: bucket, key: "large", uploadID: upload, parts: uploaded)
      end.condition = .absent
      _ = try await s3.completeMultipartUpload(end)
      let object = try await s3.getObject(GetObject(bucket: bucket, key: "large"))
      #expect(object.head.checksumSHA256 == ObjectChecksum.sha256(ofParts: parts.map { ObjectChecksum.sha256($0) }))
      #expect(try await object.body.collect(upTo: 10 << 20) == parts[0] + parts[1])
    }
  }

  @Test("An upload that lacks a part is not completed, and one that was given up is over")
  func missingPart() async throws {
    try await EngineBucket.with { (s3, bucket) async throws in
      let upload = try await s3.createMultipartUpload(CreateMultipartUpload(bucket: bucket, key: "x")).uploadID
      let part = try await s3.uploadPart(UploadPart(bucket: bucket, key: "x", uploadID: upload, number: 1, body: [1]))
      let missing = UploadedPart(number: 2, etag: "\"0123456789abcdef0123456789abcdef\"", size: 1)
      let error = await #expect(throws: AWSError.self) {
        try await s3.completeMultipartUpload(CompleteMultipartUpload(bucket: bucket, key: "x", uploadID: upload, parts: [part, missing]))
      }
      #expect(error?.code == "InvalidPart" || error?.code == "EntityTooSmall")
      try await s3.abortMultipartUpload(AbortMultipartUpload(bucket: bucket, key: "x", uploadID: upload))
      let over = await #expect(throws: AWSError.self) { try await s3.listParts(ListParts(bucket: bucket, key: "x", uploadID: upload)) }
      #expect(over?.code == .noSuchUpload)
    }
  }

  @Test("Storage class, lock and own metadata go with the object")
  func options() async throws {
    try await EngineBucket.with(isLockable: true) { (s3, bucket) async throws in
      var put = PutObject(bucket: bucket, key: "locked", body: [1])
      put.options.storageClass = "STANDARD_IA"
      put.options.lock = ObjectLock(.governance, until: Date().addingTimeInterval(86_400))
      put.options.metadata = ["annals-format": "1"]
      let written = try await s3.putObject(put)
      let head = try await s3.headObject(HeadObject(bucket: bucket, key: "locked"))
      #expect(head.storageClass == "STANDARD_IA")
      #expect(head.lockMode == .governance)
      #expect(head.metadata == ["annals-format": "1"])
      #expect(head.versionID == written.versionID)
      #expect(written.versionID != nil)
    }
  }
}
