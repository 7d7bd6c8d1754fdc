import AnnalsMacros
import Foundation
import Testing

/// Tracked functions of a class that is not `Sendable`, some of which wait.
private class Table {
  let history: HistoryService
  var prompts: [UUID: Prompt] = [:]

  init(history: HistoryService) { self.history = history }

  func find(id: UUID) async throws -> Prompt {
    guard let prompt = prompts[id] else { throw PromptError.missing }
    return prompt
  }

  @TrackHistory("PROMPT", id: "$0.id")
  func insert(text: String, userID: UUID) async -> Prompt {
    let id = UUID()
    await Task.yield()
    let prompt = Prompt(id: id.uuidString, text: text)
    prompts[id] = prompt
    return prompt
  }

  @TrackHistory("PROMPT", state: "find(id:)")
  func update(id: UUID, text: String) async throws(PromptError) -> Prompt {
    guard var prompt = prompts[id] else { throw .missing }
    await Task.yield()
    prompt.text = text
    prompts[id] = prompt
    return prompt
  }

  @TrackHistory("PROMPT", state: "self.find(id:)")
  func delete(id: UUID, as `actor`: String) async { prompts[id] = nil }

  @TrackHistory("PROMPT", id: "self.name", user: "self.name")
  func load() -> Self { self }

  var name: String { "table" }
}

private final class LockedTable: Table {
  @TrackHistory("PROMPT")
  override func update(id: UUID, text: String) async throws(PromptError) -> Prompt {
    if text.isEmpty { throw .locked }
    return try await super.update(id: id, text: text)
  }
}

extension Table {
  @TrackHistory("PROMPT", .update, id: "key", user: "by")
  fileprivate func touch(_ key: UUID, by editor: Substring, _ change: (Table) async throws -> Void) async rethrows {
    try await change(self)
  }
}

@Suite("Tracked functions of a class")
struct ClassTests {
  @Test("What is created gets its id from the returned value, and the user may have an id of any kind")
  func returnedID() async throws {
    let user = UUID()
    var id = ""
    let lines = try await recorded { history in id = await Table(history: history).insert(text: "a", userID: user).id }
    #expect(lines == ["CREATE PROMPT#\(id) by \(user): nil -> a in insert(text:userID:)"])
  }

  @Test("States are read by a function that waits, throws and has a label")
  func asyncState() async throws {
    let id = UUID()
    let lines = try await recorded { history in
      let table = Table(history: history)
      table.prompts[id] = Prompt(id: "p1", text: "a")
      _ = try await table.update(id: id, text: "b")
      await table.delete(id: id, as: "ann")
      await #expect(throws: PromptError.missing) { try await table.update(id: id, text: "c") }
    }
    #expect(
      lines == [
        "UPDATE PROMPT#\(id) by system: a -> b in update(id:text:)",
        "DELETE PROMPT#\(id) by ann: b -> nil in delete(id:as:)",
        "UPDATE PROMPT#\(id) by system: nil -> nil in update(id:text:) failed: missing",
      ])
  }

  @Test("An overriding function calls what it overrides, and both are recorded, the inner one first")
  func overriding() async throws {
    let id = UUID()
    let lines = try await recorded { history in
      let table = LockedTable(history: history)
      table.prompts[id] = Prompt(id: "p1", text: "a")
      _ = try await table.update(id: id, text: "b")
      await #expect(throws: PromptError.locked) { try await table.update(id: id, text: "") }
    }
    #expect(
      lines == [
        "UPDATE PROMPT#\(id) by system: a -> b in update(id:text:)",
        "UPDATE PROMPT#\(id) by system: nil -> b in update(id:text:)",
        "UPDATE PROMPT#\(id) by system: nil -> nil in update(id:text:) failed: locked",
      ])
  }

  @Test("A function that rethrows throws only what its argument does")
  func rethrowing() async throws {
    let id = UUID()
    let lines = try await recorded { history in
      await Table(history: history).touch(id, by: "ann.b".prefix(3)) { $0.prompts[id] = nil }
      await #expect(throws: PromptError.locked) {
        try await Table(history: history).touch(id, by: "ann") { _ in throw PromptError.locked }
      }
    }
    #expect(
      lines == [
        "UPDATE PROMPT#\(id) by ann: nil -> nil in touch(_:by:_:)",
        "UPDATE PROMPT#\(id) by ann: nil -> nil in touch(_:by:_:) failed: locked",
      ])
  }

  @Test("The id and the user may be the instance's own, and Self is returned")
  func ownID() async throws {
    let lines = try await recorded { history in
      let table = LockedTable(history: history)
      #expect(table.load() === table)
    }
    #expect(lines == ["READ PROMPT#table by table: nil -> nil in load()"])
  }
}
