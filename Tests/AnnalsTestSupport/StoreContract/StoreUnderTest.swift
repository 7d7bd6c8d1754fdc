package import Annals

/// A kind of store that the contract is held against: how to make an empty one, and how to remove it.
package struct StoreUnderTest: Sendable {
  /// The store's name, as failures show it.
  package let name: String
  /// Whether each question goes over a network, so that random tests ask fewer.
  private let isRemote: Bool
  private let make: @Sendable () async throws -> (any HistoryStore, remove: @Sendable () async throws -> Void)

  /// A kind of store; `make` gives an empty store that no other test uses, and what removes it.
  package init(
    _ name: String, isRemote: Bool = false,
    make: @escaping @Sendable () async throws -> (any HistoryStore, remove: @Sendable () async throws -> Void)
  ) {
    self.name = name
    self.isRemote = isRemote
    self.make = make
  }

  /// The store in memory.
  package static let memory = StoreUnderTest("memory") { (MemoryStore(), remove: {}) }

  @TaskLocal private static var isSlow = false

  /// How many rounds a random test goes on the store that is tested: as many as given, or a fifth over a network.
  static func rounds(_ count: Int) -> Int { isSlow ? max(count / 5, 1) : count }

  /// Runs a test with an empty store of its own, which is removed whatever comes.
  package func withStore(_ body: (any HistoryStore) async throws -> Void) async throws {
    let (store, remove) = try await make()
    do {
      try await Self.$isSlow.withValue(isRemote) { try await body(store) }
    } catch {
      try? await remove()
      throw error
    }
    try await remove()
  }
}
