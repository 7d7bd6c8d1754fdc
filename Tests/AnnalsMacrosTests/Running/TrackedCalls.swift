import Annals
import AnnalsMacros
import Testing

struct Prompt: Codable, Sendable, Equatable {
  var id: String
  var text: String
}

enum PromptError: Error, Equatable { case missing, locked }

/// Runs a body over a history of its own, and gives what was recorded, oldest first, a line each.
func recorded(
  isolation: isolated (any Actor)? = #isolation, _ body: (HistoryService) async throws -> Void
) async throws -> [String] {
  let history = try HistoryService(store: MemoryStore())
  try await history.recording { try await body(history) }
  return try await history.records(limit: 1000).records.reversed().map(\.line)
}

extension HistoryRecord {
  /// `UPDATE PROMPT#p1 by ann: old -> new in update(id:text:)`, with the texts of the states, and the error of a failed one.
  fileprivate var line: String {
    let function = metadata["function"]?.string ?? "?"
    let line = "\(operation) \(resource) by \(user): \(text(of: before)) -> \(text(of: after)) in \(function)"
    return isFailed ? "\(line) failed: \(error ?? "?")" : line
  }

  private func text(of state: JSONObject?) -> String { state.map { $0["text"]?.string ?? "?" } ?? "nil" }
}
