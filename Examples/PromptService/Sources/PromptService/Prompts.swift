import AnnalsMacros

/// Prompts, tracked by the decorator: one line a function.
struct Prompts: Sendable {
  let history: HistoryService
  let file: DocumentFile<Prompt>

  /// What a prompt looks like now; the decorator asks it before an update or delete, and after an update.
  func find(_ id: String) async -> Prompt? { await file.find(id) }

  @TrackHistory("PROMPT", id: "prompt.id")
  func create(_ prompt: Prompt) async throws -> Prompt {
    try await file.insert(prompt)
    return prompt
  }

  @TrackHistory("PROMPT")
  func get(id: String) async throws -> Prompt {
    guard let prompt = await file.find(id) else { throw DocumentError.missing(id) }
    return prompt
  }

  @TrackHistory("PROMPT", state: "find")
  func update(id: String, text: String, version: String) async throws -> Prompt {
    guard var prompt = await file.find(id) else { throw DocumentError.missing(id) }
    prompt.text = text
    prompt.version = version
    try await file.replace(prompt)
    return prompt
  }

  @TrackHistory("PROMPT", state: "find")
  func delete(id: String) async throws {
    try await file.remove(id)
  }

  /// Puts back what was deleted last, as it was just before.
  ///
  /// The manual API: find the state, write it, and say what was done and why it is there.
  func restore(id: String) async throws -> Prompt {
    try await history.flush()
    let resource = try Resource("PROMPT", id)
    guard let lost = try await history.lastStateBeforeDeletion(of: resource) else { throw DocumentError.missing(id) }
    let prompt = try lost.decoded(as: Prompt.self)
    try await file.insert(prompt)
    history.log(.create, "PROMPT", id: id, after: prompt, metadata: ["restored": true], function: "restore")
    return prompt
  }
}
