import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Methods and unknown paths")
struct MethodTests {
  private static let paths: [(path: String, allow: String)] = [
    ("/api/history/resource/PROMPT/a", "GET, HEAD, OPTIONS"), ("/api/history/recent", "GET, HEAD, OPTIONS"),
    ("/api/history/stats", "GET, HEAD, OPTIONS"), ("/api/history/cleanup", "POST, OPTIONS"), ("/api/history/records", "POST, OPTIONS"),
    ("/api/history/records/x", "GET, HEAD, OPTIONS"), ("/healthz", "GET, HEAD, OPTIONS"), ("/readyz", "GET, HEAD, OPTIONS"),
    ("/openapi.json", "GET, HEAD, OPTIONS"), ("/api/history/as-of/PROMPT", "GET, HEAD, OPTIONS"),
    ("/api/history/as-of/PROMPT/a/b", "GET, HEAD, OPTIONS"),
  ]

  @Test("A method that a path does not offer is answered with 405 and those that it does", arguments: paths.map(\.path))
  func wrongMethod(path: String) async throws {
    let allow = try #require(Self.paths.first { $0.path == path }).allow
    let unusual = try #require(HTTPRequest.Method("PURGE"))
    try await withServer { client, history in
      for method in [.get, .post, .put, .patch, .delete, unusual] as [HTTPRequest.Method] where !allow.contains(method.rawValue) {
        let reply = try await client.send(method, path)
        #expect(reply.status == 405, "\(method)")
        #expect(reply.headers[.allow] == allow)
        #expect(try reply.code == "method_not_allowed")
        #expect(reply.headers[.contentType] == "application/problem+json")
      }
      let options = try await client.send(.options, path)
      #expect(options.status == 204)
      #expect(options.headers[.allow] == allow)
      #expect(options.body.isEmpty)
      #expect(try await history.statistics().total == 0)
    }
  }

  @Test("HEAD answers as GET does, without the body")
  func head() async throws {
    try await withServer(store: RealHistory.store) { client, _ in
      for path in [
        "/api/history/recent", "/api/history/recent?limit=0", "/api/history/stats", "/openapi.json", "/healthz", "/api/history/records/x",
      ] {
        for encoding in ["gzip", "identity"] {
          let get = try await client.get(path, headers: [.acceptEncoding: encoding])
          let head = try await client.send(.head, path, headers: [.acceptEncoding: encoding])
          #expect(head.status == get.status)
          #expect(head.body.isEmpty)
          for name in [.contentType, .contentLength, .contentEncoding, .vary, .cacheControl] as [HTTPField.Name] {
            #expect(head.headers[name] == get.headers[name], "\(path) \(name)")
          }
        }
      }
      let reply = try await client.send(.head, "/api/history/cleanup")
      #expect(reply.status == 405)
      #expect(reply.body.isEmpty)
    }
  }

  @Test(
    "A path that no route has is answered with a problem",
    arguments: [
      "/api", "/api/history", "/api/history/", "/api/history/resources/a/b", "/nothing", "/api/history/recent/x", "/%",
      "/api/history/%72ecent",
    ])
  func unknownPath(path: String) async throws {
    try await withServer { client, _ in
      for method in [.get, .post, .delete] as [HTTPRequest.Method] {
        let reply = try await client.send(method, path)
        #expect(reply.status == 404)
        #expect(try reply.code == "not_found")
        #expect(reply.headers[.contentType] == "application/problem+json")
      }
    }
  }
}
