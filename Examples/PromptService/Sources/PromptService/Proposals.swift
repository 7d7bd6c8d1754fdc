import Annals

/// Proposals, tracked by a closure: the same as the decorator, for code that is not a function of its own.
struct Proposals: Sendable {
  let history: HistoryService
  let file: DocumentFile<Proposal>

  func create(_ proposal: Proposal) async throws -> Proposal {
    try await history.track(.create, "PROPOSAL", id: proposal.id) {
      try await file.insert(proposal)
      return proposal
    }
  }

  func get(id: String) async throws -> Proposal {
    try await history.track(.read, "PROPOSAL", id: id) {
      guard let proposal = await file.find(id) else { throw DocumentError.missing(id) }
      return proposal
    }
  }

  func update(id: String, title: String, status: String) async throws -> Proposal {
    let before = await file.find(id)
    return try await history.track(.update, "PROPOSAL", id: id, before: before) {
      guard var proposal = before else { throw DocumentError.missing(id) }
      proposal.title = title
      proposal.status = status
      try await file.replace(proposal)
      return proposal
    }
  }

  func delete(id: String) async throws {
    try await history.track(.delete, "PROPOSAL", id: id) { try await file.remove(id) }
  }
}
