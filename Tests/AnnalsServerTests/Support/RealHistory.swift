import Annals
import AnnalsTestSupport

/// A memory store with the 36,335 real operations, loaded once for all tests that only read.
enum RealHistory {
  private static let loading = Task {
    let store = MemoryStore()
    _ = try await store.append(RealOperations.records().map { SanitizedRecord($0) })
    return store
  }

  static var store: MemoryStore { get async throws { try await loading.value } }

  private static let sorted = Result { try RealOperations.records().sorted { $0.position > $1.position } }

  /// All operations as a store answers them, newest first.
  static func newestFirst() throws -> [HistoryRecord] { try sorted.get() }
}
