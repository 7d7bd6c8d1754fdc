import Annals
import AnnalsTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("Routes in somebody's router")
struct MountingTests {
  private struct TenantContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    init(source: ApplicationRequestContextSource) { coreContext = .init(source: source) }
  }

  private struct InnerContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    init(context: TenantContext) { coreContext = .init(source: context) }
  }

  private func withRouter(
    _ router: Router<TenantContext>, _ history: HistoryService, _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
  ) async throws {
    try await history.recording { try await Application(router: router).test(.live, body) }
  }

  @Test("The routes stand beside others, in a group with a path of its own")
  func group() async throws {
    let history = try HistoryService(store: MemoryStore())
    let router = Router(context: TenantContext.self)
    router.get("hello") { _, _ in "hello" }
    router.get("tenants/{tenant}/api/history/other") { _, _ in "other" }
    history.addRoutes(to: router.group("tenants/{tenant}"))
    try await withRouter(router, history) { http in
      let client = Client(http: http, prefix: "/tenants/a%2Fb")
      let stored = try await client.store(promptJSON("/x//y/"))
      #expect(try await client.get("/api/history/resource/PROMPT//x//y/").records.map(\.resource.id) == ["/x//y/"])
      let id = try #require(try stored.historyIDs.first)
      #expect(stored.headers[.location] == "/tenants/a%2Fb/api/history/records/\(PercentCoding.encode(id))")
      #expect(try await client.get("/api/history/records/\(PercentCoding.encode(id))").status == 200)
      #expect(try await client.send(.delete, "/api/history/recent").headers[.allow] == "GET, HEAD, OPTIONS")
      #expect(try await client.get("/api/history/other").text == "other")
      let own = Client(http: http)
      #expect(try await own.get("/hello").text == "hello")
      // Health is the whole server's, so the document's answers do not hold here.
      #expect(try await http.execute(uri: "/healthz", method: .get) { $0.status } == .notFound)
    }
  }

  @Test("Of a body that ends before it is whole no line is taken, also without the server's own guard")
  func cutShort() async throws {
    let history = try HistoryService(store: MemoryStore())
    let router = Router(context: TenantContext.self)
    history.addRoutes(to: router)
    try await withRouter(router, history) { http in
      let port = try #require(http.port)
      let head = "POST /api/history/records HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
      let lines = promptJSON("a") + "\n" + promptJSON("b") + "\n"
      for length in ["Content-Length: 10000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n\(String(lines.utf8.count + 1, radix: 16))\r\n"] {
        let found = try await RawConnection.send(Array((head + length + lines).utf8), port: port)
        #expect(found.statuses.first.map { $0 == 400 } ?? true, "\(found.text)")
      }
      try await history.flush()
      #expect(try await history.statistics().total == 0)
    }
  }

  @Test("The root path is yours to choose, also in a group that makes a context of its own")
  func root() async throws {
    let history = try HistoryService(store: MemoryStore())
    let router = Router(context: TenantContext.self)
    var configuration = HistoryRoutesConfiguration()
    configuration.rootPath = "/audit"
    history.addRoutes(to: router.group("v1").group(context: InnerContext.self), configuration: configuration)
    try await withRouter(router, history) { http in
      let client = Client(http: http, root: "/audit", prefix: "/v1")
      try await client.store(promptJSON("a/b"))
      #expect(try await client.get("/audit/resource/PROMPT/a%2Fb").records.count == 1)
      #expect(try await client.get("/audit/stats").json["total_operations"] == 1)
    }
  }

  @Test("The server's own root path is in its document and its problems")
  func serverRoot() async throws {
    var configuration = HistoryServerConfiguration()
    configuration.routes.rootPath = "/audit"
    try await withServer(configuration: configuration) { client, _ in
      let paths = try #require(try await client.get("/openapi.json").json["paths"]?.object)
      #expect(paths["/audit/resource/{type}/{id}"] != nil && paths["/healthz"] != nil)
      #expect(try await client.get("/audit/recent").status == 200)
      #expect(try await client.get("/api/history/recent").status == 404)
    }
  }
}
