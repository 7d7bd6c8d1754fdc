import Testing

@Suite("What the macro says of the id")
struct IDProblemTests {
  @Test(
    "A first parameter that is no clear id is an error that offers what could be one",
    arguments: [
      ("_ prompt: Prompt", "Prompt", "'prompt', is a 'Prompt'", ["prompt.id", "$0.id"]),
      ("prompt: any Promptable", "any Promptable", "'prompt', is a 'any Promptable'", ["prompt.id", "$0.id"]),
      ("ids: [String], key: PromptID", "[String]", "'ids', is an array", ["key", "$0.id"]),
      ("ids: String..., for key: UUID", "String", "'ids', is a list of values", ["key", "$0.id"]),
      ("active: Bool, id: Int", "Bool", "'active', is a 'Bool'", ["id", "$0.id"]),
      ("id: String?, user: String", "String?", "'id', is optional", ["$0.id"]),
      ("id: Optional<String>", "Optional<String>", "'id', is optional", ["$0.id"]),
      ("pair: (String, Int)", "(String, Int)", "'pair', is a tuple", ["$0.id"]),
      ("texts: [String: Int]", "[String: Int]", "'texts', is a dictionary", ["$0.id"]),
      ("make: @escaping () -> Int", "@escaping () -> Int", "'make', is a function", ["$0.id"]),
      ("id: inout String", "inout String", "'id', is inout", ["id", "$0.id"]),
      ("on actor: isolated Store", "isolated Store", "'actor', is an actor", ["$0.id"]),
    ])
  func unclearID(parameters: String, type: String, reason: String, choices: [String]) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", user: nil) func create(\(parameters)) -> Prompt {}", at: type,
      "the first parameter, \(reason), which is no clear id: name what holds the id with id:",
      fixed: choices.map { "@TrackHistory(\"PROMPT\", id: \"\($0)\", user: nil) func create(\(parameters)) -> Prompt {}" })
  }

  @Test("A generic id needs a description", arguments: ["<ID>", "<ID: Hashable & Sendable>"])
  func genericID(clause: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\") func get\(clause)(_ id: ID) {}", at: "ID",
      "the first parameter, 'id', is a 'ID' without a description, which is no clear id: name what holds the id with id:")
  }

  @Test(
    "Ids of every kind with a description are taken",
    arguments: [
      "_ id: Swift.String", "id: Substring", "_ number: Int64", "key: Prompt.ID", "id: borrowing PromptID",
      "id: some LosslessStringConvertible",
      "id: (UUID)", "`id`: PromptIdentifier", "id: some StringProtocol & Sendable",
    ])
  func clearID(parameter: String) {
    #expect(findings("@TrackHistory(\"PROMPT\") func get(\(parameter)) {}") == [])
  }

  @Test("A generic id with a description, by its own clause, its function's or its type's, is taken")
  func constrainedID() {
    #expect(findings("@TrackHistory(\"P\") func get<T: BinaryInteger>(_ id: T) {}") == [])
    #expect(findings("@TrackHistory(\"P\") func get<T>(_ id: T) where T: Hashable, T: CustomStringConvertible {}") == [])
    #expect(findings("struct Table<Key: LosslessStringConvertible> { @TrackHistory(\"P\") func get(_ id: Key) {} }") == [])
  }

  @Test(
    "Without a parameter, an error offers the returned value or the instance's own id",
    arguments: [
      ("@TrackHistory(\"P\"@) func create() -> Prompt {}", ["$0.id"]),
      ("@TrackHistory(\"P\"@) func create() -> UUID {}", ["$0"]),
      ("@TrackHistory(\"P\"@) func create() -> Prompt? {}", []),
      ("@TrackHistory(\"P\"@) func create() {}", []),
      ("struct Prompt { @TrackHistory(\"P\"@) func create() {} }", ["self.id"]),
      ("struct Prompt { @TrackHistory(\"P\"@) static func create() {} }", []),
    ])
  func noParameter(source: String, choices: [String]) {
    expectProblem(
      source.replacing("@)", with: ")"), at: "create",
      "'create()' has no parameter for the resource's id: name what holds it with id:",
      fixed: choices.map { source.replacing("@)", with: ", id: \"\($0)\")") })
  }

  @Test(
    "A first parameter without a name is an error that gives it one",
    arguments: [("_: String", "_", "_ id: String"), ("id _: String", "id", "id: String"), ("for _: String", "for", "for id: String")])
  func unnamed(parameter: String, place: String, fixed: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\") func get(\(parameter)) {}", at: place,
      "the first parameter is the resource's id, and the body cannot see it: give it a name",
      fixed: ["@TrackHistory(\"PROMPT\") func get(\(fixed)) {}"])
  }

  @Test(
    "An id: that holds no id is an error that offers what does",
    arguments: [
      ("promptId", "'create(promptID:)' has no parameter called 'promptId': name one of its own for the id"),
      ("result.id", "'create(promptID:)' has no parameter called 'result': name one of its own for the id"),
      ("", "\"\" is no path of names: write one such as \"id\", \"prompt.id\" or \"$0.id\""),
      ("promptID!", "\"promptID!\" is no path of names: write one such as \"id\", \"prompt.id\" or \"$0.id\""),
      ("load(promptID)", "\"load(promptID)\" is no path of names: write one such as \"id\", \"prompt.id\" or \"$0.id\""),
      ("self.id", "'create(promptID:)' has no parameter called 'self': name one of its own for the id"),
    ])
  func noSuchID(id: String, message: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", id: \"\(id)\") func create(promptID: String) -> Prompt {}", at: "\"\(id)\"", message,
      fixed: ["promptID", "$0.id"].map { "@TrackHistory(\"PROMPT\", id: \"\($0)\") func create(promptID: String) -> Prompt {}" })
  }

  @Test("An id: of a type that is no id is an error")
  func explicitArray() {
    expectProblem(
      "@TrackHistory(\"PROMPT\", id: \"ids\") func delete(ids: [UUID]) {}", at: "\"ids\"",
      "'ids' is an array, which is no id: name what holds one")
  }

  @Test(
    "The returned value is the id only of what is created and surely returned",
    arguments: [
      ("update(id: String) -> Prompt", "only what is created gets its id from the returned value: name a parameter for this update"),
      ("create(id: String)", "'create(id:)' returns nothing that could hold the id: name a parameter, or return the resource"),
      ("create(id: String) -> Prompt?", "'create(id:)' may return nil, which holds no id: name a parameter, or throw instead"),
    ])
  func returnedID(function: String, message: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", id: \"$0.id\") func \(function) {}", at: "\"$0.id\"", message,
      fixed: ["@TrackHistory(\"PROMPT\", id: \"id\") func \(function) {}"])
  }
}
