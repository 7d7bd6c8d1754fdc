import Testing

@testable import AnnalsMacrosExpansion

@Suite("What the macro says of the resource's type and the kind")
struct KindProblemTests {
  @Test(
    "A name that says no kind, or two, is an error that offers all four",
    arguments: ["process", "save", "put", "upsert", "getOrCreate", "findAndRemove", "setup", "newest"])
  func unknownKind(name: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\") func \(name)(id: String) {}", at: name,
      "the name '\(name)' does not say whether it creates, updates, deletes or reads: give the kind, such as @TrackHistory(…, .update)",
      fixed: ["create", "update", "delete", "read"].map { "@TrackHistory(\"PROMPT\", .\($0)) func \(name)(id: String) {}" })
  }

  @Test("A kind goes in after the type, before all else")
  func placeOfKind() {
    let fixed = findings("@TrackHistory(\"PROMPT\", nil, user: \"editor\") func save(id: String, editor: String) {}").first?.fixed.first
    #expect(fixed == "@TrackHistory(\"PROMPT\", .create, user: \"editor\") func save(id: String, editor: String) {}")
  }

  @Test(
    "The first word of a name tells the kind",
    arguments: [
      ("create", "createPrompt"), ("create", "add_prompt"), ("create", "insert"), ("create", "makeOne"), ("create", "registerID"),
      ("create", "newPrompt"), ("update", "update"), ("update", "setText"), ("update", "editURL"), ("update", "renamePrompt"),
      ("update", "change"), ("update", "modify"), ("update", "patch2"), ("update", "replaceText"), ("update", "_move"),
      ("delete", "deletePromptAndHistory"), ("delete", "remove"), ("delete", "destroy"), ("delete", "erase"), ("delete", "drop_table"),
      ("read", "`get`"), ("read", "fetch"), ("read", "findByName"), ("read", "list"), ("read", "read"), ("read", "loadPrompt"),
      ("read", "search"), ("read", "lookup"), ("read", "lookUpPrompt"), ("read", "query"), ("read", "show"), ("read", "retrieve"),
    ])
  func kindOfName(kind: String, name: String) {
    #expect(TrackedKind(functionName: name)?.rawValue == kind)
  }

  @Test("A kind that is not written out is an error", arguments: ["kind", ".destroy", "Kind.update", ".init(\"create\")"])
  func computedKind(kind: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", \(kind), id: \"id\") func save(id: String) {}", at: kind,
      "the kind decides what the code becomes: write .create, .update, .delete or .read here",
      fixed: ["create", "update", "delete", "read"].map { "@TrackHistory(\"PROMPT\", .\($0), id: \"id\") func save(id: String) {}" })
  }

  @Test(
    "A type that is no type is an error",
    arguments: [
      ("type", "the resource's type must be one string literal, such as \"PROMPT\""),
      ("\"A\\(b)\"", "the resource's type must be one string literal, such as \"PROMPT\""),
      ("\"\"", "a resource type has 1 to 64 characters, not 0"),
      ("\"\(String(repeating: "ß", count: 33))\"", "a resource type has 1 to 64 characters, not 66"),
      ("\"A\\n\"", "a resource type has no control characters"),
    ])
  func invalidType(type: String, message: String) {
    expectProblem("@TrackHistory(\(type)) func create(id: String) {}", at: type, message)
  }

  @Test("A type with # is an error that offers it without")
  func numberSign() {
    expectProblem(
      "@TrackHistory(\"A#B\", .read) func create(id: String) {}", at: "\"A#B\"",
      "a resource type has no #, which separates the parts of a key", fixed: ["@TrackHistory(\"A_B\", .read) func create(id: String) {}"])
  }

  @Test("An attribute without a type is an error", arguments: ["@TrackHistory", "@TrackHistory()"])
  func noType(attribute: String) {
    expectProblem(
      "\(attribute) func create(id: String) {}", at: attribute,
      "@TrackHistory needs the resource's type: write @TrackHistory(\"PROMPT\")")
  }

  @Test("Each problem of a function is told, where it is")
  func manyProblems() {
    let found = findings(
      "@TrackHistory(\"#\", .bad, id: \"x\", user: \"y\", state: \"1\", history: \"}\") func delete(id: String) {}")
    #expect(found.map(\.place) == ["\"#\"", ".bad", "\"x\"", "\"y\"", "\"}\"", "\"1\""])
  }

  @Test("An argument that is no literal is an error", arguments: ["id", "user", "state", "history"])
  func computedArgument(label: String) {
    expectProblem(
      "@TrackHistory(\"PROMPT\", \(label): name) func delete(id: String) {}", at: "name",
      "\(label): is read when the code is compiled: write it as one string literal")
  }
}

@Suite("What the macro says of what it cannot track")
struct DeclarationProblemTests {
  @Test(
    "What is no function is an error",
    arguments: [
      ("init(id: String) {}", "initializers"), ("deinit {}", "deinitializers"),
      ("var text: String { @TrackHistory(\"PROMPT\") get { \"\" } }", "accessors"),
    ])
  func noFunction(declaration: String, kind: String) {
    let attribute = declaration.contains("@") ? "" : "@TrackHistory(\"PROMPT\") "
    expectProblem(
      "class Prompts { \(attribute)\(declaration) }", at: "@TrackHistory(\"PROMPT\")",
      "@TrackHistory tracks functions, not \(kind): call history.track(…) { … } inside, or track a function")
  }

  @Test("A function without a body is an error")
  func requirement() {
    expectProblem(
      "protocol Prompts { @TrackHistory(\"PROMPT\") func delete(id: String) }", at: "delete",
      "'delete' has no body to track: put @TrackHistory on the functions that implement it")
  }
}
