package import Annals

/// A kind of store that the contract is held against: how to make an empty one, and how to remove it.
package struct StoreUnderTest: Sendable {
  /// The store's name, as failures show it.
  package let name: String
  private let make: @Sendable () async throws -> (any HistoryStore, remove: @Sendable () async throws -> Void)

  /// A kind of store; `make` gives an empty store that no other test uses, and what removes it.
  package init(
    _ name: String, make: @escaping @Sendable () async throws -> (any HistoryStore, remove: @Sendable () async throws -> Void)
  ) {
    self.name = name
    self.make = make
  }

  /// The store in memory.
  package static let memory = StoreUnderTest("memory") { (MemoryStore(), remove: {}) }

  /// Runs a test with an empty store of its own, which is removed whatever comes.
  package func withStore(_ body: (any HistoryStore) async throws -> Void) async throws {
    let (store, remove) = try await make()
    do {
      try await body(store)
    } catch {
      try? await remove()
      throw error
    }
    try await remove()
  }
}
