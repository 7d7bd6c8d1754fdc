import Testing

@Suite("What the macro says of the user, the state and the history")
struct SourceProblemTests {
  @Test("Two parameters that could be the user are an error that offers each")
  func twoUsers() {
    expectProblem(
      "@TrackHistory(\"PROMPT\", state: \"load\") func delete(id: String, user: String, by actor: String) {}",
      at: "(id: String, user: String, by actor: String)",
      "more than one parameter could be who does it: name one of user, actor with user:",
      fixed: ["user", "actor"].map {
        "@TrackHistory(\"PROMPT\", user: \"\($0)\", state: \"load\") func delete(id: String, user: String, by actor: String) {}"
      })
  }

  @Test(
    "A user: that names no user is an error that offers what could be one, or none",
    arguments: [
      ("admin", "'delete(id:roles:editor:)' has no parameter called 'admin': name one that says who does it, or leave user: out"),
      ("roles", "'roles' is an array, which names no user: name a text or an id"),
      ("editor name", "\"editor name\" is no path of names: write one such as \"user\" or \"request.user\""),
      ("$0.user", "\"$0.user\" is no path of names: write one such as \"user\" or \"request.user\""),
    ])
  func noSuchUser(user: String, message: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", user: \"\(user)\") func delete(id: String, roles: [String], editor: String) {}", at: "\"\(user)\"",
      message,
      fixed: [
        "@TrackHistory(\"PROMPT\", user: \"editor\") func delete(id: String, roles: [String], editor: String) {}",
        "@TrackHistory(\"PROMPT\") func delete(id: String, roles: [String], editor: String) {}",
      ])
  }

  @Test("A state that is the tracked function itself would never end", arguments: ["find", "find(id:)", "self.find", "`find`"])
  func endlessState(state: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", .update, state: \"\(state)\") func find(id: String) {}", at: "\"\(state)\"",
      "'find' is the tracked function, which would call itself without end: name one that only reads",
      fixed: ["@TrackHistory(\"PROMPT\", .update) func find(id: String) {}"])
  }

  @Test("Another function of the same name is no endless state", arguments: ["find(_:)", "table.find", "table.find(id:)"])
  func namesakes(state: String) {
    #expect(findings("@TrackHistory(\"PROMPT\", .update, state: \"\(state)\") func find(id: String) {}") == [])
  }

  @Test("A state that is no name is an error", arguments: ["", "load(", "load()", "load(a:b:)", "try load", "load($0)", "load.", "{ $0 }"])
  func noName(state: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", state: \"\(state)\") func delete(id: String) {}", at: "\"\(state)\"",
      "\"\(state)\" names no function of one argument: write its name, such as \"load\" or \"find(id:)\"")
  }

  @Test(
    "A state that would not be used is an error that leaves it out",
    arguments: [
      ("", "get(id: String)", "a read changes no state: leave state: out"),
      (", id: \"$0.id\"", "create(text: String) -> Prompt", "where the returned value has the id, it is the state too: leave state: out"),
    ])
  func unusedState(id: String, function: String, message: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\"\(id), state: \"load\") func \(function) {}", at: "\"load\"", message,
      fixed: ["@TrackHistory(\"PROMPT\"\(id)) func \(function) {}"])
  }

  @Test("A state in a function that rethrows is an error that makes it throw, or leaves the state out")
  func rethrowing() {
    expectProblem(
      "@TrackHistory(\"PROMPT\", state: \"load\") func edit(id: String, _ edit: () throws -> Void) rethrows {}", at: "\"load\"",
      "a state cannot be read in a function that rethrows: make it throw, or leave state: out",
      fixed: [
        "@TrackHistory(\"PROMPT\", state: \"load\") func edit(id: String, _ edit: () throws -> Void) throws {}",
        "@TrackHistory(\"PROMPT\") func edit(id: String, _ edit: () throws -> Void) rethrows {}",
      ])
  }

  @Test("A history that is no expression is an error", arguments: ["", "a b", "}", "history)"])
  func noExpression(history: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", history: \"\(history)\") func delete(id: String) {}", at: "\"\(history)\"",
      "\"\(history)\" is no expression: write one that gives the HistoryService, such as \"Self.history\"",
      fixed: ["@TrackHistory(\"PROMPT\") func delete(id: String) {}"])
  }

  @Test("A free function's parameter that hides the history is an error")
  func hiddenHistory() {
    expectProblem(
      "@TrackHistory(\"PROMPT\") func delete(id: String, history: [Int]) {}", at: "history: [Int]",
      "the parameter 'history' hides the HistoryService: name the service with history:, or rename the parameter")
  }
}
