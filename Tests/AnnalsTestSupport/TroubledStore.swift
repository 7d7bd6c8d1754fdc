package import Annals
import Synchronization

/// A store, in memory where no other is given, that can be taken away, held up, or made to reject records.
package final class TroubledStore: FrontStore {
  /// What happens to a batch.
  package enum Trouble: Sendable {
    case none
    case unavailable
    /// Records of these resource ids are rejected, with the batch that they are in.
    case rejects(Set<String>)
    /// `append` does not return until it is cancelled.
    case hangs
  }

  private struct State {
    var trouble = Trouble.none
    var batches: [Int] = []
    var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let state: Mutex<State>
  /// The store behind it, where no other was given.
  package let memory: MemoryStore
  package let store: any HistoryStore

  /// A store with a trouble, in front of another.
  package init(_ trouble: Trouble = .none, store: (any HistoryStore)? = nil) {
    state = Mutex(State(trouble: trouble))
    memory = MemoryStore()
    self.store = store ?? memory
  }

  package var name: String { "troubled" }

  /// What happens to the next batches.
  package var trouble: Trouble {
    get { state.withLock { $0.trouble } }
    set { state.withLock { $0.trouble = newValue } }
  }

  /// The sizes of the batches that came, whatever became of them.
  package var batches: [Int] { state.withLock { $0.batches } }

  /// Waits until this many batches have come.
  package func batches(atLeast count: Int) async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.batches.count >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  package func append(_ records: [SanitizedRecord]) async throws -> Int {
    let (trouble, watchers) = state.withLock { state in
      state.batches.append(records.count)
      let count = state.batches.count
      defer { state.watchers.removeAll { $0.count <= count } }
      return (state.trouble, state.watchers.filter { $0.count <= count })
    }
    watchers.forEach { $0.continuation.resume() }
    switch trouble {
    case .none: break
    case .unavailable: throw HistoryError(.storeUnavailable, "the store was taken away")
    case .rejects(let ids):
      if records.contains(where: { ids.contains($0.record.resource.id) }) {
        throw HistoryError(.storeRejected, "the store does not like it")
      }
    case .hangs:
      let never = AsyncStream<Void> { _ in }
      for await _ in never {}
      throw CancellationError()
    }
    return try await store.append(records)
  }

  package func checkReadiness() async throws {
    if case .unavailable = trouble { throw HistoryError(.storeUnavailable, "the store was taken away") }
  }
}
