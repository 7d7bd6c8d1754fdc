import Annals
import AnnalsTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("Health and readiness")
struct HealthTests {
  @Test("A server whose parts are ready says so")
  func ready() async throws {
    try await withServer { client, _ in
      #expect(try await client.get("/healthz").text == #"{"alive":true}"#)
      let reply = try await client.get("/readyz")
      #expect(reply.status == 200)
      #expect(try reply.json["ready"] == true)
      #expect(try reply.json["parts"]?.object?.members.map(\.name) == ["recorder", "store"])
      #expect(reply.headers[.cacheControl] == "no-store")
    }
  }

  @Test("A store that cannot take records is named, with what is wrong")
  func store() async throws {
    let store = TroubledStore(.unavailable)
    try await withServer(store: store) { client, _ in
      let reply = try await client.get("/readyz")
      #expect(reply.status == 503)
      let parts = try #require(try reply.json["parts"]?.object)
      #expect(parts["store"]?.object?["ready"] == false)
      #expect(parts["store"]?.object?["reason"] == "the store was taken away")
      #expect(parts["recorder"]?.object?["ready"] == true)
      #expect(try await client.get("/healthz").status == 200)
      store.trouble = .none
      #expect(try await client.get("/readyz").status == 200)
    }
  }

  @Test("A recorder that does not run is named")
  func recorder() async throws {
    let history = try HistoryService(store: MemoryStore())
    try await HistoryServer(history: history).application().test(.live) { http in
      let reply = try await Client(http: http).get("/readyz")
      #expect(reply.status == 503)
      let recorder = try #require(try reply.json["parts"]?.object?["recorder"]?.object)
      #expect(recorder["ready"] == false)
      #expect(recorder["reason"]?.string?.contains("not running") == true)
    }
  }

  @Test("A buffer that is nearly full is named")
  func buffer() async throws {
    var options = RecorderConfiguration.fast
    options.bufferLimit = 10
    let store = TroubledStore(.unavailable)
    try await withServer(store: store, recorder: options) { client, history in
      try history.recorder.accept(try (0..<10).map { try HistoryRecord(json: JSONParser.parse(promptJSON("\($0)"))) }, size: 1000)
      let recorder = try #require(try await client.get("/readyz").json["parts"]?.object?["recorder"]?.object)
      #expect(recorder["ready"] == false)
      #expect(recorder["waiting"] == 10)
      store.trouble = .none
    }
  }
}
