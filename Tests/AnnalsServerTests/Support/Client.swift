import Annals
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import AnnalsServer

/// Asks a server over a real socket, and holds each answer against the OpenAPI document.
struct Client: Sendable {
  let http: any TestClientProtocol
  var root = "/api/history"
  /// What stands before the root, where the routes are mounted in a group.
  var prefix = ""

  func get(_ uri: String, headers: HTTPFields = [:]) async throws -> Reply { try await send(.get, uri, headers: headers) }

  func post(_ uri: String, _ body: String = "", headers: HTTPFields = [:]) async throws -> Reply {
    try await send(.post, uri, headers: headers, body: Array(body.utf8))
  }

  func send(_ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields = [:], body: [UInt8]? = nil) async throws -> Reply {
    let response = try await http.execute(
      uri: prefix + uri, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) }, testCallback: { $0 })
    let reply = Reply(response)
    try check(reply, to: method, at: uri)
    return reply
  }

  /// Sends records and waits until they are stored.
  @discardableResult
  func store(_ body: String, headers: HTTPFields = [:]) async throws -> Reply {
    var headers = headers
    headers.set("Prefer", "wait=60")
    let reply = try await post("\(root)/records", body, headers: headers)
    #expect(reply.status == 201, "\(reply.text)")
    return reply
  }

  /// All records of a list, page after page.
  func allRecords(_ uri: String, limit: Int) async throws -> [HistoryRecord] {
    var records: [HistoryRecord] = []
    var cursor: String?
    repeat {
      let separator = uri.contains("?") ? "&" : "?"
      let page = try await get("\(uri)\(separator)limit=\(limit)\(cursor.map { "&cursor=\($0)" } ?? "")")
      try #require(page.status == 200, "\(page.text)")
      let next = try page.records
      #expect(next.count <= limit)
      records += next
      cursor = try page.nextCursor
    } while cursor != nil
    return records
  }

  private func check(_ reply: Reply, to method: HTTPRequest.Method, at uri: String) throws {
    let path = String(uri.prefix { $0 != "?" })
    guard let endpoint = Endpoint.allCases.first(where: { $0.method == method && $0.matches(path, below: root) }) else { return }
    try DocumentCheck.shared.check(reply, to: endpoint)
  }
}
