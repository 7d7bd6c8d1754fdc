import Annals
import AnnalsTestSupport
import ServiceContextModule
import Testing

@Suite("Who acts and why")
struct HistoryContextTests {
  private func recorded(_ body: (HistoryService) async throws -> Void) async throws -> [HistoryRecord] {
    let history = try HistoryService(store: MemoryStore())
    try await history.recording { try await body(history) }
    return try await history.records(limit: 1000).records.reversed()
  }

  @Test("User, request, reason and tags ride into the record")
  func rides() async throws {
    let records = try await recorded { history in
      withHistoryContext(user: "ann", requestID: "r-1", reason: "cleaning", tags: ["team": "a"]) {
        history.log(.delete, "PROMPT", id: "p")
      }
      history.log(.delete, "PROMPT", id: "q")
    }
    #expect(records.map(\.user.id) == ["ann", "system"])
    #expect(records.first?.metadata == ["request_id": "r-1", "reason": "cleaning", "tags": ["team": "a"], "success": true])
    #expect(records.last?.metadata == ["success": true])
  }

  @Test("Child tasks inherit it")
  func childTasks() async throws {
    let records = try await recorded { history in
      await withHistoryContext(user: "ann") {
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<10 { group.addTask { history.log(.read, "PROMPT", id: "\(number)") } }
        }
        async let child: Void = history.track(.read, "PROMPT", id: "x") { () async in }
        await child
      }
    }
    #expect(records.count == 11)
    #expect(records.allSatisfy { $0.user.id == "ann" })
  }

  @Test("What an inner context does not say, the outer does")
  func nested() async throws {
    let records = try await recorded { history in
      withHistoryContext(user: "ann", requestID: "r-1", tags: ["a": "1", "b": "1"]) {
        withHistoryContext(user: "bob", tags: ["b": "2"]) { history.log(.read, "PROMPT", id: "p") }
      }
    }
    #expect(records.first?.user.id == "bob")
    #expect(records.first?.metadata["request_id"] == "r-1")
    #expect(records.first?.metadata["tags"] == ["a": "1", "b": "2"])
  }

  @Test("A user that is given wins over the context's, and metadata over the context's")
  func given() async throws {
    let records = try await recorded { history in
      withHistoryContext(user: "ann", requestID: "r-1") {
        history.log(.read, "PROMPT", id: "p", user: "carol", metadata: ["request_id": "r-2"])
      }
    }
    #expect(records.first?.user.id == "carol")
    #expect(records.first?.metadata["request_id"] == "r-2")
  }

  @Test("Errors keep their type through it")
  func typedThrows() async throws {
    enum Failure: Error { case one }
    do throws(Failure) {
      try withHistoryContext(user: "a") { () throws(Failure) in throw .one }
    } catch { #expect(error == .one) }
    do throws(Failure) {
      try await withHistoryContext(user: "a") { () async throws(Failure) in throw .one }
    } catch { #expect(error == .one) }
  }
}
