import AnnalsMacros
import Testing

/// Tracked functions of a struct: none waits, some change it.
private struct Prompts {
  let history: HistoryService
  var prompts: [String: Prompt] = [:]

  func load(_ id: String) -> Prompt? { prompts[id] }

  @TrackHistory("prompt")
  mutating func create(id: String, text: String) -> Prompt {
    let prompt = Prompt(id: id, text: text)
    prompts[id] = prompt
    return prompt
  }

  @TrackHistory("PROMPT", id: "prompt.id", state: "load")
  mutating func add(_ prompt: Prompt) { prompts[prompt.id] = prompt }

  @TrackHistory("PROMPT", state: "load")
  mutating func edit(_ id: String, text: String, by editor: String?) throws(PromptError) {
    guard prompts[id] != nil else { throw .missing }
    prompts[id]?.text = text
  }

  @TrackHistory("PROMPT", user: "owner.id", state: "load")
  @discardableResult
  mutating func remove(at id: String, for owner: Prompt) throws -> Prompt {
    defer { prompts[id] = nil }
    guard let prompt = prompts[id] else { throw PromptError.missing }
    return prompt
  }

  @TrackHistory("PROMPT")
  func get(id: String) -> Prompt? { prompts[id] }

  @TrackHistory("PROMPT", .update, id: "target.id")
  func publish(_ text: String, in target: inout Prompt) -> (old: String, new: String) {
    defer { target.text = text }
    return (target.text, text)
  }
}

@Suite("Tracked functions of a struct")
struct StructTests {
  @Test("What a create returns is the state after")
  func create() async throws {
    let lines = try await recorded { history in
      var prompts = Prompts(history: history)
      #expect(prompts.create(id: "p1", text: "a") == Prompt(id: "p1", text: "a"))
      #expect(prompts.prompts.count == 1)
    }
    #expect(lines == ["CREATE PROMPT#p1 by system: nil -> a in create(id:text:)"])
  }

  @Test("A mutating function's states are read before and after it changes the struct")
  func mutating() async throws {
    let lines = try await recorded { history in
      var prompts = Prompts(history: history)
      prompts.add(Prompt(id: "p1", text: "a"))
      try prompts.edit("p1", text: "b", by: "ann")
      try prompts.edit("p1", text: "c", by: nil)
      try prompts.remove(at: "p1", for: Prompt(id: "bob", text: ""))
      #expect(prompts.prompts.isEmpty)
    }
    #expect(
      lines == [
        "CREATE PROMPT#p1 by system: nil -> a in add(_:)",
        "UPDATE PROMPT#p1 by ann: a -> b in edit(_:text:by:)",
        "UPDATE PROMPT#p1 by system: b -> c in edit(_:text:by:)",
        "DELETE PROMPT#p1 by bob: c -> nil in remove(at:for:)",
      ])
  }

  @Test("A typed error is thrown on as it is, and recorded with the state before")
  func typedError() async throws {
    let lines = try await recorded { history in
      var prompts = Prompts(history: history)
      do throws(PromptError) {
        try prompts.edit("p9", text: "b", by: "ann")
        Issue.record("it did not throw")
      } catch {
        #expect(error == .missing)
      }
      #expect(throws: PromptError.missing) { try prompts.remove(at: "p9", for: Prompt(id: "bob", text: "")) }
    }
    #expect(
      lines == [
        "UPDATE PROMPT#p9 by ann: nil -> nil in edit(_:text:by:) failed: missing",
        "DELETE PROMPT#p9 by bob: nil -> nil in remove(at:for:) failed: missing",
      ])
  }

  @Test("A single expression is returned without return, and a read has no state")
  func singleExpression() async throws {
    let lines = try await recorded { history in
      let prompts = Prompts(history: history, prompts: ["p1": Prompt(id: "p1", text: "a")])
      #expect(prompts.get(id: "p1")?.text == "a")
      #expect(prompts.get(id: "p2") == nil)
    }
    #expect(
      lines == ["READ PROMPT#p1 by system: nil -> nil in get(id:)", "READ PROMPT#p2 by system: nil -> nil in get(id:)"])
  }

  @Test("An inout parameter is changed, and a tuple returned")
  func inoutAndTuple() async throws {
    let lines = try await recorded { history in
      var prompt = Prompt(id: "p1", text: "a")
      let change = Prompts(history: history).publish("b", in: &prompt)
      #expect(change.old == "a" && change.new == "b")
      #expect(prompt.text == "b")
    }
    #expect(lines == ["UPDATE PROMPT#p1 by system: nil -> nil in publish(_:in:)"])
  }
}
