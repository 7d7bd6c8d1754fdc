import Annals
import AnnalsTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import AnnalsServer

@Suite("The request's context")
struct HistoryContextMiddlewareTests {
  /// The record that a route logs which tracks a change, and what it answered.
  private func record(
    _ middleware: HistoryContextMiddleware<BasicRequestContext>, headers: [(String, String)]
  ) async throws -> (HistoryRecord, Reply) {
    try await withValue { found in
      let history = try HistoryService(store: MemoryStore())
      let router = Router()
      router.add(middleware: middleware)
      router.put("prompts/{id}") { _, context in
        history.log(.update, "PROMPT", id: try context.parameters.require("id"))
        return HTTPResponse.Status.noContent
      }
      try await history.recording {
        try await Application(router: router).test(.live) { http in
          var fields: HTTPFields = [:]
          for (name, value) in headers { fields.set(name, value) }
          let reply = try await Client(http: http).send(.put, "/prompts/p1", headers: fields)
          try await history.flush()
          found.set((try #require(try await history.records().records.first), reply))
        }
      }
    }
  }

  @Test("User, request id and reason of the request are in what is logged while it is served")
  func all() async throws {
    let (record, reply) = try await record(
      HistoryContextMiddleware(userHeader: "X-User-ID"),
      headers: [("X-User-ID", "ann@example.org"), ("X-Request-ID", "req-1"), ("X-Change-Reason", "ticket 42")])
    #expect(record.user.id == "ann@example.org")
    #expect(record.metadata["request_id"] == "req-1")
    #expect(record.metadata["reason"] == "ticket 42")
    #expect(reply.status == 204)
    #expect(reply.headers.value(of: "X-Request-ID") == "req-1")
  }

  @Test("The user is whom a closure names; without one a header says nothing")
  func closure() async throws {
    let headers = [("X-User-ID", "mallory")]
    let named = try await record(HistoryContextMiddleware { request, _ in request.uri.path }, headers: headers)
    #expect(named.0.user.id == "/prompts/p1")
    let unnamed = try await record(HistoryContextMiddleware(), headers: headers)
    #expect(unnamed.0.user == .system)
  }

  @Test("Without an id of its own a request has that of its trace, else a new one")
  func requestID() async throws {
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    let traced = try await record(HistoryContextMiddleware(), headers: [("traceparent", "00-\(trace)-00f067aa0ba902b7-01")])
    #expect(traced.0.metadata["request_id"]?.string == trace)
    let made = try await record(HistoryContextMiddleware(), headers: [])
    let id = try #require(made.1.headers.value(of: "X-Request-ID"))
    #expect(id.count == 32)
    #expect(made.0.metadata["request_id"]?.string == id)
  }

  @Test(
    "An id that cannot be used is replaced",
    arguments: [
      ("X-Request-ID", "a b"), ("X-Request-ID", ""), ("X-Request-ID", String(repeating: "x", count: 129)), ("X-Request-ID", "ä"),
      ("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"), ("traceparent", "00-XYZ-1-01"),
      ("traceparent", "nonsense"),
    ])
  func badID(name: String, value: String) async throws {
    let (record, reply) = try await record(HistoryContextMiddleware(), headers: [(name, value)])
    #expect(record.metadata["request_id"]?.string?.count == 32)
    #expect(record.metadata["request_id"]?.string == reply.headers.value(of: "X-Request-ID"))
  }

  @Test("A user or reason that is too long is cut, not lost")
  func long() async throws {
    let (record, _) = try await record(
      HistoryContextMiddleware(userHeader: "X-User-ID"),
      headers: [("X-User-ID", String(repeating: "u", count: 500)), ("X-Change-Reason", String(repeating: "r", count: 5000))])
    #expect(record.user.id == String(repeating: "u", count: 256))
    #expect(record.metadata["reason"]?.string?.utf8.count == 1000)
  }
}
