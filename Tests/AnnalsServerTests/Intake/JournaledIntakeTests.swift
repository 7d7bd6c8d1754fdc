import Annals
import AnnalsTestSupport
import Foundation
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Sending records to a server with a journal")
struct JournaledIntakeTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-intake-\(UUID().uuidString)").path

  private func options(sizeLimit: Int? = nil) -> RecorderConfiguration {
    var journal = JournalConfiguration(path: folder)
    if let sizeLimit { (journal.segmentSize, journal.sizeLimit) = (4096, sizeLimit) }
    var options = RecorderConfiguration.fast
    options.guarantee = .journaled(journal)
    options.drainLimit = .milliseconds(1)
    return options
  }

  /// A server that waits so long for its journal.
  private func waiting(_ limit: Duration) -> HistoryServerConfiguration {
    var configuration = HistoryServerConfiguration()
    configuration.routes.journalWait = limit
    return configuration
  }

  /// A server that does not wait long for a journal that takes nothing.
  private var hasty: HistoryServerConfiguration { waiting(.milliseconds(10)) }

  @Test("202 says that the records are in the journal: they are there while the store is down, and stored by the next run")
  func journaled() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await withServer(store: TroubledStore(.unavailable), recorder: options(), configuration: waiting(.seconds(60))) { client, history in
      let reply = try await client.post("/api/history/records", "[\(promptJSON("a")),\(promptJSON("b"))]")
      #expect(reply.status == 202)
      #expect(reply.headers.value(of: "Warning") == nil)
      #expect(history.recorder.status.journal?.waiting == 2)
    }
    let store = MemoryStore()
    var options = options()
    options.drainLimit = .seconds(60)
    try await withServer(store: store, recorder: options) { _, _ in }
    #expect(try await store.statistics(.init()).total == 2)
  }

  @Test("Where the journal takes nothing, 202 warns that the records are held in memory, and readiness says why")
  func warned() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = TroubledStore(.unavailable)
    var options = options(sizeLimit: 4096)
    options.drainLimit = .seconds(60)
    let big: JSONObject = ["after_state": .object(JSONObject((0..<300).map { ("name\($0)", .string("value \($0)")) }))]
    try await withServer(store: store, recorder: options, configuration: hasty) { client, history in
      let reply = try await client.post("/api/history/records", promptJSON("big", big))
      #expect(reply.status == 202)
      #expect(reply.headers.value(of: "Warning")?.hasPrefix("299 annals \"the records are held in memory") == true)
      let recorder = try #require(try await client.get("/readyz").json["parts"]?.object?["recorder"]?.object)
      #expect(recorder["ready"] == true)
      #expect(recorder["journal"]?.object?["limit"] == 4096)
      #expect(recorder["journal"]?.object?["trouble"]?.string?.contains("of 4096 bytes") == true)
      store.trouble = .none
      try await history.flush()
      #expect(try await history.record(HistoryID(reply.historyIDs[0])) != nil)
    }
  }

  @Test("A journal that is well is part of the readiness, without a trouble")
  func ready() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await withServer(recorder: options()) { client, _ in
      let recorder = try #require(try await client.get("/readyz").json["parts"]?.object?["recorder"]?.object)
      #expect(recorder["journal"]?.object?.members.map(\.name) == ["bytes", "limit", "waiting"])
    }
  }

  @Test("A record that is sent again is one, whether it waits in the journal or is stored")
  func retry() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = TroubledStore(.unavailable)
    var options = options()
    options.drainLimit = .seconds(60)
    try await withServer(store: store, recorder: options) { client, history in
      var headers: HTTPFields = [:]
      headers.set(IdempotencyKey.header, "key-1")
      let ids = try await client.post("/api/history/records", promptJSON(), headers: headers).historyIDs
      #expect(try await client.post("/api/history/records", promptJSON(), headers: headers).historyIDs == ids)
      store.trouble = .none
      try await history.flush()
      #expect(try await client.post("/api/history/records", promptJSON(), headers: headers).historyIDs == ids)
      try await history.flush()
      #expect(try await history.statistics().total == 1)
    }
  }
}
