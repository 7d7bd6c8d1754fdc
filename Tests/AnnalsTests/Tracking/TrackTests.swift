import Annals
import AnnalsTestSupport
import Testing

@Suite("Tracked calls")
struct TrackTests {
  private struct Prompt: Codable, Sendable, Equatable {
    var id = "p1"
    var text: String
  }
  private enum PromptError: Error { case locked }

  /// Runs a body over a history, and gives the records that it left, oldest first.
  private func recorded(_ body: (HistoryService) async throws -> Void) async throws -> [HistoryRecord] {
    let history = try HistoryService(store: MemoryStore())
    try await history.recording { try await body(history) }
    return try await history.records(limit: 1000).records.reversed()
  }

  @Test("What a create or update returns is its state after; nothing stands before a create")
  func returnedState() async throws {
    let records = try await recorded { history in
      #expect(history.track(.create, "PROMPT", id: "p1") { Prompt(text: "a") } == Prompt(text: "a"))
      await history.track(.update, "PROMPT", id: "p1", before: Prompt(text: "a")) { () async in Prompt(text: "b") }
    }
    #expect(records.map(\.before) == [nil, ["id": "p1", "text": "a"]])
    #expect(records.map(\.after) == [["id": "p1", "text": "a"], ["id": "p1", "text": "b"]])
  }

  @Test("What a delete returns is its state before; a count or a flag is no state")
  func returnedByDelete() async throws {
    let records = try await recorded { history in
      history.track(.delete, "PROMPT", id: "p1") { Prompt(text: "gone") }
      history.track(.delete, "PROMPT", id: "p2") { true }
      history.track(.update, "PROMPT", id: "p3") { 3 }
      history.track(.read, "PROMPT", id: "p4") { Prompt(text: "seen") }
    }
    #expect(records.map(\.before) == [["id": "p1", "text": "gone"], nil, nil, nil])
    #expect(records.map(\.after) == [nil, nil, nil, nil])
  }

  @Test("A thrown error goes through unchanged, and is recorded as a failed operation with the state before")
  func failure() async throws {
    let records = try await recorded { history in
      #expect(throws: PromptError.locked) {
        try history.track(.delete, "PROMPT", id: "p1", before: Prompt(text: "kept")) { () throws(PromptError) in throw PromptError.locked }
      }
      do throws(PromptError) {
        try await history.track(.update, "PROMPT", id: "p1") { () async throws(PromptError) in throw PromptError.locked }
      } catch {
        #expect(error == .locked)
      }
    }
    #expect(records.map(\.isFailed) == [true, true])
    #expect(records.map(\.error) == ["locked", "locked"])
    #expect(records.first?.before == ["id": "p1", "text": "kept"])
  }

  @Test("A state that a function reads stands before an update or delete and after a create or update")
  func stateFunction() async throws {
    let records = try await recorded { history in
      var text: String? = nil
      func load(_ id: Int) -> JSONObject? { text.map { ["text": .string($0)] } }
      history.track(.create, "PROMPT", id: 1, state: load) { text = "a" }
      history.track(.update, "PROMPT", id: 1, state: load) { text = "b" }
      history.track(.delete, "PROMPT", id: 1, state: load) { text = nil }
    }
    #expect(records.map(\.resource.id) == ["1", "1", "1"])
    #expect(records.map(\.before) == [nil, ["text": "a"], ["text": "b"]])
    #expect(records.map(\.after) == [["text": "a"], ["text": "b"], nil])
  }

  @Test("A state that cannot be read does not stop the call")
  func stateUnreadable() async throws {
    let records = try await recorded { history in
      func load(_ id: String) async throws -> Prompt? { throw PromptError.locked }
      let value = await history.track(.update, "PROMPT", id: "p1", state: load) { () async in 7 }
      #expect(value == 7)
    }
    #expect(records.first?.isFailed == false)
    #expect(
      records.first?.metadata["capture_problems"]
        == ["before_state could not be read: PromptError", "after_state could not be read: PromptError"])
  }

  @Test("The id of a created resource comes from what was returned")
  func returnedID() async throws {
    let records = try await recorded { history in
      history.track(.create, "PROMPT", id: \.id) { Prompt(id: "new", text: "a") }
      await #expect(throws: PromptError.locked) {
        try await history.track(.create, "PROMPT", id: \.id) { () async throws -> Prompt in throw PromptError.locked }
      }
    }
    #expect(records.map(\.resource.id) == ["new", "unknown"])
    #expect(records.map(\.isFailed) == [false, true])
  }

  @Test("A cancelled call is recorded as cancelled, and the cancellation goes through")
  func cancelled() async throws {
    let records = try await recorded { history in
      let task = Task {
        try await history.track(.update, "PROMPT", id: "p1") { () async throws in
          withUnsafeCurrentTask { $0?.cancel() }
          try Task.checkCancellation()
        }
      }
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    #expect(records.first?.metadata["cancelled"] == true)
    #expect(records.first?.isFailed == true)
  }

  @Test("The function's name is recorded, and the call keeps its actor")
  func isolation() async throws {
    actor Prompts {
      let history: HistoryService
      var count = 0
      init(_ history: HistoryService) { self.history = history }
      func add() async { await history.track(.create, "PROMPT", id: "p") { () async in count += 1 } }
    }
    let records = try await recorded { history in
      let prompts = Prompts(history)
      await prompts.add()
      #expect(await prompts.count == 1)
    }
    #expect(records.first?.metadata["function"] == "add()")
  }
}
