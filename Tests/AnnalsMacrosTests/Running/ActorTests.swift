import Annals
import AnnalsMacros
import Testing

/// Tracked functions of an actor, and one that is outside of it.
private actor Prompts {
  let history: HistoryService
  var prompts: [String: Prompt] = [:]

  init(history: HistoryService) { self.history = history }

  func load(_ id: String) throws(PromptError) -> Prompt? { prompts[id] }

  @TrackHistory("PROMPT")
  func add(_ id: String, text: String) -> Prompt {
    prompts[id] = Prompt(id: id, text: text)
    return Prompt(id: id, text: text)
  }

  @TrackHistory("PROMPT", state: "load")
  func rename(_ id: String, to text: String, load: Bool) { prompts[id]?.text = text }

  @TrackHistory("PROMPT", state: "load")
  func change(_ id: String, _ change: sending (inout Prompt) async throws -> Void) async throws {
    guard var prompt = prompts[id] else { throw PromptError.missing }
    try await change(&prompt)
    prompts[id] = prompt
  }

  @TrackHistory("PROMPT", state: "load")
  nonisolated func delete(_ id: String) async throws(CancellationError) {
    await remove(id)
    if Task.isCancelled { throw CancellationError() }
  }

  private func remove(_ id: String) { prompts[id] = nil }
}

/// Tracked functions of the main actor, whose state is read by a closure.
@MainActor
private final class Screen {
  let history: HistoryService
  var texts: [Int: String] = [:]
  lazy var read: (Int) -> JSONObject? = { [unowned self] id in texts[id].map { ["text": .string($0)] } }

  init(history: HistoryService) { self.history = history }

  @TrackHistory("TEXT", state: "read")
  func set(_ number: Int, to text: String) -> Int {
    texts[number] = text
    return texts.count
  }

  @TrackHistory("TEXT", state: "read")
  func patch(_ number: Int, _ text: @Sendable (String) async -> String) async {
    let new = await text(texts[number] ?? "")
    texts[number] = new
  }
}

@Suite("Tracked functions of actors")
struct ActorTests {
  @Test("An actor's functions, waiting or not, run on it and read its state on it")
  func isolation() async throws {
    let lines = try await recorded { history in
      let prompts = Prompts(history: history)
      _ = await prompts.add("p1", text: "a")
      await prompts.rename("p1", to: "b", load: true)
      try await prompts.change("p1") { prompt in
        await Task.yield()
        prompt.text = "c"
      }
      try await prompts.delete("p1")
      await #expect(throws: PromptError.missing) { try await prompts.change("p1") { _ in } }
    }
    #expect(
      lines == [
        "CREATE PROMPT#p1 by system: nil -> a in add(_:text:)",
        "UPDATE PROMPT#p1 by system: a -> b in rename(_:to:load:)",
        "UPDATE PROMPT#p1 by system: b -> c in change(_:_:)",
        "DELETE PROMPT#p1 by system: c -> nil in delete(_:)",
        "UPDATE PROMPT#p1 by system: nil -> nil in change(_:_:) failed: missing",
      ])
  }

  @Test("The main actor's functions run on it, and a closure reads the state")
  @MainActor
  func mainActor() async throws {
    let lines = try await recorded { history in
      let screen = Screen(history: history)
      #expect(screen.set(1, to: "a") == 1)
      await screen.patch(1) { $0 + "b" }
    }
    #expect(
      lines == [
        "UPDATE TEXT#1 by system: nil -> a in set(_:to:)",
        "UPDATE TEXT#1 by system: a -> ab in patch(_:_:)",
      ])
  }

  @Test("A cancelled function throws its cancellation, and is recorded as it ended")
  func cancellation() async throws {
    let lines = try await recorded { history in
      let prompts = Prompts(history: history)
      _ = await prompts.add("p1", text: "a")
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        try await prompts.delete("p1")
      }
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    #expect(lines.last == "DELETE PROMPT#p1 by system: a -> nil in delete(_:) failed: CancellationError()")
  }
}
