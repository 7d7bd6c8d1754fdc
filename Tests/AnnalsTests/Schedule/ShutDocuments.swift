import AnnalsTestSupport
import Synchronization

@testable import Annals

/// A store whose documents cannot be read while it is shut.
final class ShutDocuments: FrontStore {
  let store: any HistoryStore = MemoryStore()
  private let shut = Mutex(false)

  var isShut: Bool {
    get { shut.withLock { $0 } }
    set { shut.withLock { $0 = newValue } }
  }

  func document(_ name: DocumentName) async throws -> StoredDocument? {
    guard !isShut else { throw HistoryError(.storeUnavailable, "it is shut") }
    return try await store.document(name)
  }
}
