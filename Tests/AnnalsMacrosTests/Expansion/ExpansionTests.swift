import Testing

@Suite("What @TrackHistory becomes")
struct ExpansionTests {
  @Test("The body becomes the closure of track, as it is written")
  func body() {
    expectExpansion(
      """
      struct Prompts {
        @TrackHistory("PROMPT")
        func create(id: String) -> Prompt {
          // A comment.
          let text = \"""
            of two
              lines
            \"""

          return Prompt(id: id, text: text)  // at the end
          // and after it
        }
      }
      """,
      """
      struct Prompts {
        func create(id: String) -> Prompt {
          return history.track(.create, "PROMPT", id: id) { () -> Prompt in
            // A comment.
            let text = \"""
              of two
                lines
              \"""

            return Prompt(id: id, text: text)  // at the end
            // and after it
          }
        }
      }
      """)
  }

  @Test("A body of one line, and one of none")
  func shortBodies() {
    expectExpansion(
      """
      @TrackHistory("PROMPT") func get(id: String) -> Prompt { prompts[id]! }
      @TrackHistory("PROMPT") func delete(id: String) {
      }
      """,
      """
      func get(id: String) -> Prompt {
        return history.track(.read, "PROMPT", id: id) { () -> Prompt in
          prompts[id]!
        }
      }
      func delete(id: String) {
        history.track(.delete, "PROMPT", id: id) { () -> Void in }
      }
      """)
  }

  @Test("A body with a line that stands to the left of its first stays where it is")
  func outdentedBody() {
    expectExpansion(
      """
      @TrackHistory("PROMPT") func get(id: String) {
          #if DEBUG
          print(id)
      #endif
      }
      """,
      """
      func get(id: String) {
        history.track(.read, "PROMPT", id: id) { () -> Void in
          #if DEBUG
          print(id)
      #endif
        }
      }
      """)
  }

  @Test(
    "The closure has the function's effects and result",
    arguments: [
      ("throws", "try ", "() throws -> Void"),
      ("async", "await ", "() async -> Void"),
      ("async throws", "try await ", "() async throws -> Void"),
      ("throws(PromptError) -> Prompt", "return try ", "() throws(PromptError) -> Prompt"),
      ("async throws(any Error) -> [Prompt]", "return try await ", "() async throws(any Error) -> [Prompt]"),
      ("rethrows", "try ", "() throws -> Void"),
      ("throws(Never) -> Void", "", "() -> Void"),
      ("-> ()", "", "() -> ()"),
      ("-> (Prompt, count: Int)?", "return ", "() -> (Prompt, count: Int)?"),
      ("-> Prompt!", "return ", "() -> Prompt?"),
      ("-> Self", "return ", "() -> Self"),
      ("-> Never", "return ", "() -> Never"),
      ("-> some Collection<Int>", "return ", "()"),
      ("async throws(E) -> [some P]", "return try await ", "() async throws(E)"),
      ("-> sending Prompt", "return ", "() -> Prompt"),
    ])
  func signature(function: String, keywords: String, closure: String) {
    expectExpansion(
      "@TrackHistory(\"PROMPT\") func get(id: String) \(function) { body() }",
      """
      func get(id: String) \(function) {
        \(keywords)history.track(.read, "PROMPT", id: id) { \(closure) in
          body()
        }
      }
      """)
  }

  @Test(
    "The id, the user, the state and the history come from the arguments or the signature",
    arguments: [
      ("", "delete(_ id: String, user: String?)", "history.track(.delete, \"P\", id: id, user: user)"),
      ("", "delete(at key: Substring, by name: Substring)", "history.track(.delete, \"P\", id: key, user: String(name))"),
      ("", "delete(id: UUID, userID: UUID)", "history.track(.delete, \"P\", id: id, user: userID.description)"),
      ("", "delete(id: UUID, userId: Int?)", "history.track(.delete, \"P\", id: id, user: userId?.description)"),
      ("", "update(id: UUID, by count: Int)", "history.track(.update, \"P\", id: id)"),
      ("", "update(id: UUID, user: User)", "history.track(.update, \"P\", id: id)"),
      ("", "delete(user: String)", "history.track(.delete, \"P\", id: user)"),
      (", id: \"id\"", "delete(user: String, id: String)", "history.track(.delete, \"P\", id: id, user: user)"),
      (", id: \"for\"", "delete(for `class`: String)", "history.track(.delete, \"P\", id: `class`)"),
      (", id: \"prompt.key.0\"", "add(_ prompt: Prompt)", "history.track(.create, \"P\", id: prompt.key.0)"),
      (
        ", .update, user: \"change.by.name\"", "save(id: ID, change: Change)", "history.track(.update, \"P\", id: id, user: change.by.name)"
      ),
      (", OperationKind.read", "save(id: ID)", "history.track(.read, \"P\", id: id)"),
      (", history: \"Self.log\"", "get(id: Int)", "Self.log.track(.read, \"P\", id: id)"),
      (", history: \"a ?? b\"", "get(id: Int)", "(a ?? b).track(.read, \"P\", id: id)"),
      (", state: \"load\"", "edit(id: Int)", "history.track(.update, \"P\", id: id, state: { try load(HistoryService.stateID($0)) })"),
      (
        ", state: \"table.find(id:)\"", "drop(id: Int)",
        "history.track(.delete, \"P\", id: id, state: { try table.find(id: HistoryService.stateID($0)) })"
      ),
      (", state: \"load(_:)\"", "add(id: Int)", "history.track(.create, \"P\", id: id, state: { try load(HistoryService.stateID($0)) })"),
    ])
  func arguments(given: String, function: String, call: String) {
    expectExpansion(
      "@TrackHistory(\"P\"\(given)) func \(function) { body() }",
      """
      func \(function) {
        \(call) { () -> Void in
          body()
        }
      }
      """)
  }

  @Test("The returned value gives the id of what is created", arguments: [("$0", "$0"), ("$0.id", "$0.id"), ("$0.0.key", "$0.0.key")])
  func returnedID(id: String, path: String) {
    expectExpansion(
      "@TrackHistory(\"P\", id: \"\(id)\") func make(_ texts: [String]) async -> Made { body() }",
      """
      func make(_ texts: [String]) async -> Made {
        return await history.track(.create, "P", id: { \(path) }) { () async -> Made in
          body()
        }
      }
      """)
  }

  @Test("A function that may wait reads the state of one that may wait")
  func asyncState() {
    expectExpansion(
      "@TrackHistory(\"P\", state: \"find(id:)\") func edit(id: UUID) async { body() }",
      """
      func edit(id: UUID) async {
        await history.track(.update, "P", id: id, state: { try await find(id: HistoryService.stateID($0)) }) { () async -> Void in
          body()
        }
      }
      """)
  }

  @Test("A parameter hides neither the service's history nor its functions, but may be the history")
  func hiddenNames() {
    expectExpansion(
      """
      extension Prompts {
        @TrackHistory("P", state: "load") func edit(id: Int, load: Bool, history: [Change]) { body() }
        @TrackHistory("P") func get(id: Int, history: HistoryService) { body() }
      }
      """,
      """
      extension Prompts {
        func edit(id: Int, load: Bool, history: [Change]) {
          self.history.track(.update, "P", id: id, state: { try self.load(HistoryService.stateID($0)) }) { () -> Void in
            body()
          }
        }
        func get(id: Int, history: HistoryService) {
          history.track(.read, "P", id: id) { () -> Void in
            body()
          }
        }
      }
      """)
  }
}
