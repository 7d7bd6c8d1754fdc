import Annals
import AnnalsTestSupport
import HTTPTypes
import Testing

@testable import AnnalsServer

@Suite("Who sees the dashboard")
struct PageAccessTests {
  private static let operation = "/operations/2024-10-04T00%3A00%3A00.000000Z%23UPDATE%23p-1%23T"

  /// An address of each page. There is no `default`: a page without one does not compile.
  static func address(_ page: DashboardPage) -> String {
    switch page {
    case .overview: "/"
    case .search: "/search"
    case .export: "/export"
    case .resource: "/resource/PROMPT/p-1"
    case .user: "/users/ann"
    case .operation: operation
    case .alerts: "/alerts"
    case .handleAlert: "/alerts/handle"
    case .undo: "/undo?user=ann"
    case .plans: "/plans"
    case .plan: "/plans/none"
    case .signIn: "/sign-in"
    case .signOut: "/sign-out"
    case .asset: "/assets/annals.css"
    }
  }

  @Test(
    "Each page lets in the roles that it is for, tells others so, and asks those without a key to sign in",
    arguments: DashboardPage.allCases)
  func roles(page: DashboardPage) async throws {
    // What only takes forms has tests of its own.
    guard page.methods.contains(.get) else { return }
    let readers: Set<Role>? =
      switch page {
      case .overview, .search, .resource, .user, .operation, .alerts: [.reader, .auditor, .operator, .admin]
      case .export: [.auditor, .admin]
      case .handleAlert, .undo, .plans, .plan: [.operator, .admin]
      case .signIn, .signOut, .asset: nil
      }
    let server = KeyedServer()
    try await server.put([("PROMPT", "p-1")])
    var keys: [Role: HTTPFields] = [:]
    for role in Role.allCases { keys[role] = try await server.key(role) }
    try await server.run { [keys] (client, _) async throws in
      for (role, headers) in keys {
        let reply = try await client.get(Self.address(page), headers: headers)
        let may = readers?.contains(role) ?? true
        #expect(reply.status == (may ? page == .plan ? 404 : 200 : 403), "\(page) \(role): \(reply.status)")
        if !may { #expect(reply.text.contains("the role \(role.rawValue) does not allow this")) }
      }
      let without = try await client.get(Self.address(page))
      #expect(without.status == (readers == nil ? 200 : 401), "\(page)")
      if readers != nil {
        #expect(without.text.contains("<h1>Sign in</h1>") && without.headers[.wwwAuthenticate] == nil)
        #expect(!without.text.contains("p-1") || page == .resource || page == .operation)
      }
    }
  }

  @Test("A page runs, shows and asks for nothing but what its server sends, and is not kept")
  func headers() async throws {
    try await withServer { client, _ in
      try await client.store(promptJSON("p-1"))
      for page in DashboardPage.allCases where page.methods.contains(.get) && page != .asset && page != .export {
        let reply = try await client.get(Self.address(page))
        let policy = try #require(reply.headers[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'self'; script-src 'self';") && !policy.contains("unsafe"))
        #expect(reply.headers[.cacheControl] == "no-store" && reply.headers[.contentType] == "text/html; charset=utf-8")
        #expect(reply.headers.value(of: "Referrer-Policy") == "same-origin" && reply.headers.value(of: "X-Frame-Options") == "DENY")
        for inline in ["<style", " style=", " onclick=", "<script>", "javascript:", "http://", "https://", "src=\"//"] {
          #expect(!reply.text.contains(inline), "\(page) has \(inline)")
        }
      }
      #expect(try await client.send(.post, "/search").status == 405)
    }
  }

  @Test("All that pages are drawn with is under 150 KB, and a browser may keep it")
  func weight() async throws {
    try await withServer { client, _ in
      var weight = 0
      for asset in DashboardAsset.allCases {
        let reply = try await client.get("/assets/\(asset.rawValue)?v=\(DashboardAsset.version)")
        #expect(reply.status == 200 && reply.headers[.cacheControl]?.contains("immutable") == true)
        weight += reply.body.count
      }
      #expect(weight < 100_000)
      let templates = Templates.texts.values.reduce(0) { $0 + $1.utf8.count }
      #expect(weight + templates < 150_000)
      #expect(try await client.get("/assets/nothing").status == 404)
      #expect(try await client.get("/assets/..%2f..%2fetc/passwd").status == 404)
    }
  }

  @Test("Looking at pages is history, by the pages' names, once for each question")
  func looks() async throws {
    let server = KeyedServer()
    try await server.put((0..<60).map { ("PROMPT", "p-\($0)") })
    let ann = try await server.key(.reader)
    try await server.run { (client, history) async throws in
      let first = try await client.get("/search?type=PROMPT", headers: ann)
      let next = try #require(first.link(rel: "next"))
      #expect(try await client.get(next, headers: ann).status == 200)
      _ = try await client.get("/resource/PROMPT/p-1", headers: ann)
      _ = try await client.get("/", headers: ann)
      let looks = try await history.looks()
      #expect(looks.map(\.resource.id) == ["access/recent", "access/resource/PROMPT/p-1", "access/stats"])
      #expect(looks.map { $0.metadata["route"] } == ["GET /search", "GET /resource/{type}/{id}", "GET /"])
      #expect(looks[0].metadata["filters"] == ["type": "PROMPT"])
    }
  }

  @Test("The pages can be left out")
  func off() async throws {
    var configuration = HistoryServerConfiguration()
    configuration.hasDashboard = false
    try await withServer(configuration: configuration) { (client, _) async throws in
      #expect(try await client.get("/").status == 404)
      #expect(try await client.get("/api/history/recent").status == 200)
    }
  }
}

extension Reply {
  /// Where a link of the page leads, as a browser reads it.
  func link(rel: String) -> String? {
    guard let start = text.firstRange(of: "rel=\"\(rel)\" href=\"") else { return nil }
    return String(text[start.upperBound...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
  }
}
