import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Packed answers")
struct CompressionTests {
  @Test(
    "A large answer is packed for a client that reads gzip", arguments: ["gzip", "GZIP;q=0.5, br", "*", "deflate, x-gzip", "gzip;q=1.0"])
  func packed(encoding: String) async throws {
    try await withServer(store: RealHistory.store) { client, _ in
      let plain = try await client.get("/api/history/recent?limit=500")
      let reply = try await client.get("/api/history/recent?limit=500", headers: [.acceptEncoding: encoding])
      #expect(reply.headers[.contentEncoding] == "gzip")
      #expect(reply.headers[.contentLength] == String(reply.body.count))
      #expect(reply.body.count * 3 < plain.body.count)
      #expect(try GzipReader.unpack(reply.body) == plain.body)
      #expect(reply.headers[.vary] == "Accept-Encoding")
      #expect(plain.headers[.vary] == "Accept-Encoding")
    }
  }

  @Test("Other clients get it plain", arguments: ["", "identity", "br", "gzip;q=0", "*;q=0", "gzip;q=0, *", "gzip;q=x"])
  func plain(encoding: String) async throws {
    try await withServer(store: RealHistory.store) { client, _ in
      let reply = try await client.get("/api/history/recent", headers: [.acceptEncoding: encoding])
      #expect(reply.headers[.contentEncoding] == nil)
      #expect(try reply.records.count == 100)
    }
  }

  @Test("A small answer stays plain, and a proxy that packs can have all plain")
  func small() async throws {
    try await withServer(store: RealHistory.store) { client, _ in
      #expect(try await client.get("/healthz", headers: [.acceptEncoding: "gzip"]).headers[.contentEncoding] == nil)
      let reply = try await client.get("/api/history/resource/PROMPT/none", headers: [.acceptEncoding: "gzip"])
      #expect(reply.headers[.contentEncoding] == nil)
    }
    var configuration = HistoryServerConfiguration()
    configuration.routes.compressionThreshold = nil
    try await withServer(store: RealHistory.store, configuration: configuration) { client, _ in
      let reply = try await client.get("/api/history/recent", headers: [.acceptEncoding: "gzip"])
      #expect(reply.headers[.contentEncoding] == nil && reply.headers[.vary] == nil)
    }
  }

  @Test("Packing keeps every byte, whatever they are", arguments: [0, 1, 1023, 70_000])
  func gzip(count: Int) throws {
    let bytes = (0..<count).map { _ in UInt8.random(in: 0...255) }
    #expect(try GzipReader.unpack(#require(Gzip.pack(bytes))) == bytes)
  }
}
