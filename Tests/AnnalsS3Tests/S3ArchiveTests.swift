import AWSClient
import Annals
import AnnalsS3
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("An archive in S3", .timeLimit(.minutes(10)))
struct S3ArchiveTests {
  /// Runs the body with a place in a bucket of its own.
  private func withPlace<Value>(
    _ change: (inout S3ArchivePlace.Options) -> Void = { _ in }, isLockable: Bool = false,
    _ body: (S3ArchivePlace, S3Client, String) async throws -> Value
  ) async throws -> Value {
    let engine = try await DynamoDBEngine.shared()
    let bucket = try await EngineBucket.make(on: engine, isLockable: isLockable)
    return try await closing(engine.client(bucket.account)) { client in
      var options = S3ArchivePlace.Options()
      options.partSize = 5 * 1024 * 1024
      change(&options)
      return try await body(
        S3ArchivePlace("s3://\(bucket.name)/history/one/", client: client, options: options), S3Client(client), bucket.name)
    }
  }

  @Test("S3 keeps the promises of an archive", arguments: ArchiveCase.all)
  func contract(of promise: ArchiveCase) async throws {
    try await withPlace { (place, _, _) async throws in try await promise.check(place) }
  }

  @Test("Files lie under the prefix, in their storage class and locked; manifests in the bucket's class")
  func options() async throws {
    try await withPlace(
      {
        $0.storageClass = "STANDARD_IA"
        $0.lock = (.governance, 30)
      }, isLockable: true
    ) { place, s3, bucket in
      let store = MemoryStore()
      let record = HistoryRecord(
        .create, of: try Resource("P", "p-1"), at: try Timestamp("2024-02-29T12:00:00Z"), token: try RecordToken("T"))
      _ = try await store.append(plain: [record])
      _ = try await ArchiveRun(from: store, to: place).run(CleanupScope(before: .now))
      let keys = try await s3.listObjects(ListObjectsV2(bucket: bucket)).objects.map(\.key)
      #expect(keys.count == 2)
      for key in keys {
        let head = try await s3.headObject(HeadObject(bucket: bucket, key: key))
        #expect(head.lockMode == .governance)
        #expect(head.storageClass == (key.hasSuffix(".gz") ? "STANDARD_IA" : nil))
      }
      #expect(keys[0] == "history/one/_annals/manifest-00000001.json")
      #expect(keys[1].hasPrefix("history/one/type=P/year=2024/month=02/day=29/part-"))
    }
  }

  @Test("A large file goes in parts, and what breaks off leaves no upload behind")
  func parts() async throws {
    let failed = StubServer.Reply.full(status: 400, body: "<Error><Code>EntityTooSmall</Code><Message>no</Message></Error>")
    let begun = StubServer.Reply.full(
      status: 200, body: "<InitiateMultipartUploadResult><UploadId>U</UploadId></InitiateMultipartUploadResult>")
    try await StubServer.run([begun, failed, .full(status: 204)]) { server in
      var configuration = AWSClientConfiguration(
        region: "eu-central-1", credentials: StaticCredentials(DynamoDBEngine.makeAccount()))
      configuration.endpoint = server.url
      try await closing(AWSClient(configuration)) { client in
        let place = try S3ArchivePlace("s3://bucket/p", client: client)
        let error = await #expect(throws: HistoryError.self) {
          try await place.create("large", ArchiveContent([UInt8](repeating: 1, count: 9 * 1024 * 1024)))
        }
        #expect(error?.code == .archiveUnavailable)
        #expect(server.requests.map(\.method) == ["POST", "PUT", "DELETE"])
        #expect(server.requests[2].path == "/bucket/p/large?uploadId=U")
      }
    }
  }

  @Test("What is erased of a bucket that keeps versions goes with its version, and what is locked says until when")
  func erasing() async throws {
    let versioned = StubServer.Reply.full(status: 200, headers: [("x-amz-version-id", "v 1")], body: "")
    let locked = StubServer.Reply.full(
      status: 200,
      headers: [("x-amz-object-lock-mode", "COMPLIANCE"), ("x-amz-object-lock-retain-until-date", "2999-02-28T12:00:00.000Z")], body: "")
    try await StubServer.run([versioned, .full(status: 204), locked, versioned]) { server in
      var configuration = AWSClientConfiguration(
        region: "eu-central-1", credentials: StaticCredentials(DynamoDBEngine.makeAccount()))
      configuration.endpoint = server.url
      try await closing(AWSClient(configuration)) { client in
        let place = try S3ArchivePlace("s3://bucket/p", client: client)
        try await place.erase("file")
        #expect(server.requests.map(\.method) == ["HEAD", "DELETE"])
        #expect(server.requests.last?.path == "/bucket/p/file?versionId=v%201")
        #expect(try await place.lock(of: "file")?.description == "2999-02-28T12:00:00.000000Z")
        #expect(try await place.lock(of: "file") == nil)
      }
    }
  }

  @Test("A person is erased from an archive in S3, and what is locked there stays until its date")
  func forgetting() async throws {
    func archive(to place: any ArchivePlace) async throws -> MemoryStore {
      let store = MemoryStore()
      for (number, user) in ["ann@example.org", "ben", "ann@example.org"].enumerated() {
        let record = HistoryRecord(
          .create, of: try Resource("P", "p-\(number)"), at: try Timestamp("2024-02-2\(number)T12:00:00Z"), token: try RecordToken("T"),
          by: try User(user))
        _ = try await store.append(plain: [record])
      }
      _ = try await ArchiveRun(from: store, to: place).run(CleanupScope(before: .now))
      return store
    }
    func forget(in store: MemoryStore, _ place: any ArchivePlace) async throws -> ErasureReport {
      try await HistoryErasure(
        of: .user(User("ann@example.org")), in: store, journal: nil, archive: place, sanitizer: Sanitizer(), mentions: .ignored,
        mode: .apply, by: User("dpo")
      ).run()
    }
    try await withPlace { place, s3, bucket in
      let store = try await archive(to: place)
      let report = try await forget(in: store, place)
      #expect(report.archive?.counts.rewritten == 2 && report.archive?.partsRewritten == 2 && report.left == 0)
      let keys = try await s3.listObjects(ListObjectsV2(bucket: bucket)).objects.map(\.key)
      #expect(keys.count == 4 && keys.first == "history/one/_annals/manifest-00000002.json", "\(keys)")
      #expect(try await ArchiveVerification(of: place, knownTo: store).run().problems == [])
    }
    try await withPlace({ $0.lock = (.governance, 30) }, isLockable: true) { place, s3, bucket in
      let store = try await archive(to: place)
      let before = try await s3.listObjects(ListObjectsV2(bucket: bucket)).objects.map(\.key)
      let report = try await forget(in: store, place)
      #expect(report.archive?.locked == 2 && report.left == 2 && report.archive?.lockedUntil ?? .now > .now)
      #expect(try await s3.listObjects(ListObjectsV2(bucket: bucket)).objects.map(\.key) == before)
    }
  }

  @Test(
    "An address that is none is refused",
    arguments: ["s3://", "s3:///x", "https://bucket/x", "s3:bucket", "s3://bucket//x"])
  func addresses(text: String) async throws {
    try await DynamoDBEngine.withClient { (client) async throws in
      #expect(throws: HistoryError.self) { try S3ArchivePlace(text, client: client) }
      #expect(try S3ArchivePlace("s3://bucket/a/b//", client: client).address == "s3://bucket/a/b")
      #expect(try S3ArchivePlace("s3://bucket/", client: client).address == "s3://bucket")
    }
  }

  @Test("Nobody answering is told as the archive's trouble, which can pass")
  func unavailable() async throws {
    let url = try await StubServer.run([.reset]) { $0.url }
    var configuration = AWSClientConfiguration(region: "eu-central-1", credentials: StaticCredentials(DynamoDBEngine.makeAccount()))
    configuration.endpoint = url
    configuration.retry = .never
    try await closing(AWSClient(configuration)) { client in
      let place = try S3ArchivePlace("s3://bucket/p", client: client)
      let error = await #expect(throws: HistoryError.self) { try await Archive.open(place) }
      #expect(error?.code == .archiveUnavailable)
      #expect(error?.isRetryable == true)
    }
  }
}
