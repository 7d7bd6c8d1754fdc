import Annals
import AnnalsMacros
import Testing

private enum Scope { @TaskLocal static var history: HistoryService? }

/// The history of free functions.
private var history: HistoryService {
  get throws { try #require(Scope.history) }
}

private func load(_ id: String) async -> Prompt? { id == "p0" ? nil : Prompt(id: id, text: "loaded") }

@TrackHistory("PROMPT")
private func create(_ id: String, text: String = "default") throws -> Prompt { Prompt(id: id, text: text) }

@TrackHistory("PROMPT", state: "load")
private func erase(_ id: String, user_id: String) async throws { await Task.yield() }

@TrackHistory("PROMPT", history: "service")
private func getAll<ID: LosslessStringConvertible, each Part>(_ id: ID, _ parts: repeat each Part, with service: HistoryService) -> (
  repeat each Part
) {
  (repeat each parts)
}

@TrackHistory("PROMPT", .read)
private func view<Content>(_ id: some StringProtocol, history: HistoryService, _ content: @autoclosure () -> Content) -> some Sequence<
  Content
> {
  let first = content()
  return [first, content()]
}

@TrackHistory("PROMPT", id: "$0.key", history: "service")
private func make(_ key: String, in service: HistoryService) async -> (key: String, Keyboard) {
  await Task.yield()
  return (key, Keyboard())
}

@TrackHistory("PROMPT", history: "service")
private func `set`(_ id: consuming String, `for` value: sending Keyboard, in service: HistoryService) -> Keyboard! {
  value.count += 1
  return value
}

private final class Keyboard { var count = 0 }

private enum Prompts {
  static func history(_ service: HistoryService) -> HistoryService { service }

  @TrackHistory("PROMPT", history: "Self.history(service)")
  static func find<Failure: Error>(_ id: Substring, in service: HistoryService, _ body: () throws(Failure) -> Prompt?) throws(Failure)
    -> Prompt?
  {
    try body()
  }
}

@Suite("Tracked functions of no type, or of a type itself")
struct FunctionTests {
  private func recorded(_ body: (HistoryService) async throws -> Void) async throws -> [String] {
    try await AnnalsMacrosTests.recorded { service in
      try await Scope.$history.withValue(service) { try await body(service) }
    }
  }

  @Test("Free functions find the global history")
  func free() async throws {
    let lines = try await recorded { _ in
      #expect(try create("p1") == Prompt(id: "p1", text: "default"))
      try await erase("p1", user_id: "ann")
      try await erase("p0", user_id: "ann")
    }
    #expect(
      lines == [
        "CREATE PROMPT#p1 by system: nil -> default in create(_:text:)",
        "DELETE PROMPT#p1 by ann: loaded -> nil in erase(_:user_id:)",
        "DELETE PROMPT#p0 by ann: nil -> nil in erase(_:user_id:)",
      ])
  }

  @Test("Generic functions are tracked, with packs, opaque results, autoclosures and typed errors of their callers")
  func generic() async throws {
    let lines = try await recorded { service in
      #expect(getAll(7, 1, "b", with: service) == (1, "b"))
      var count = 0
      func next() -> Int {
        count += 1
        return count
      }
      #expect(Array(view("p1", history: service, next())) == [1, 2])
      #expect(Prompts.find("p1", in: service) { nil } == nil)
      #expect(throws: PromptError.locked) { try Prompts.find("p1", in: service) { () throws(PromptError) in throw .locked } }
    }
    #expect(
      lines == [
        "READ PROMPT#7 by system: nil -> nil in getAll(_:_:with:)",
        "READ PROMPT#p1 by system: nil -> nil in view(_:history:_:)",
        "READ PROMPT#p1 by system: nil -> nil in find(_:in:_:)",
        "READ PROMPT#p1 by system: nil -> nil in find(_:in:_:) failed: locked",
      ])
  }

  @Test("What is not Encodable or Sendable may be taken and returned, and is no state")
  func plainValues() async throws {
    let lines = try await recorded { service in
      #expect(await make("k1", in: service).1.count == 0)
      #expect(set("p1", for: Keyboard(), in: service)?.count == 1)
    }
    #expect(
      lines == [
        "CREATE PROMPT#k1 by system: nil -> nil in make(_:in:)",
        "UPDATE PROMPT#p1 by system: nil -> nil in set(_:for:in:)",
      ])
  }

  @Test("A function inside another is tracked, and sees what surrounds it")
  func local() async throws {
    let lines = try await recorded { history in
      var texts = ["p1": "a"]
      func state(of id: String) -> JSONObject? { texts[id].map { ["text": .string($0)] } }

      @TrackHistory("PROMPT", state: "state(of:)")
      func change(id: String, to text: String) { texts[id] = text }

      change(id: "p1", to: "b")
    }
    #expect(lines == ["UPDATE PROMPT#p1 by system: a -> b in change(id:to:)"])
  }

  @Test("The user of the context is recorded where no parameter tells")
  func context() async throws {
    let lines = try await recorded { service in
      try withHistoryContext(user: "bob") { _ = try create("p1", text: "a") }
    }
    #expect(lines == ["CREATE PROMPT#p1 by bob: nil -> a in create(_:text:)"])
  }
}
