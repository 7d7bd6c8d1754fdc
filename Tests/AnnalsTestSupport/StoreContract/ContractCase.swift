import Annals
import Testing

/// One promise of the store protocol, and how it is checked.
///
/// A test target of a store runs all of them in one parameterised test:
/// ```swift
/// @Test("The memory store keeps the contract", arguments: ContractCase.all)
/// func contract(of promise: ContractCase) async throws { try await promise.check(.memory) }
/// ```
package struct ContractCase: Sendable, CustomTestStringConvertible {
  /// The promise in one sentence.
  package let testDescription: String
  /// What a store must be able to do for the promise to hold; `nil` for every store.
  package let ability: Ability?
  private let body: @Sendable (any HistoryStore) async throws -> Void

  /// What not every store can do.
  package enum Ability: Sendable {
    /// Whoever reads sees all of an append, or nothing of it.
    case wholeBatches
    /// Tens of thousands of records are listed without reading all of them for each page.
    case manyRecords
  }

  init(_ promise: String, only ability: Ability? = nil, _ body: @escaping @Sendable (any HistoryStore) async throws -> Void) {
    testDescription = promise
    self.ability = ability
    self.body = body
  }

  /// Every promise.
  package static let all: [ContractCase] =
    AppendContract.cases + PageContract.cases + FilterContract.cases + IdentityContract.cases + StateContract.cases
    + StatisticsContract.cases + TextContract.cases + CleanupContract.cases + ConcurrencyContract.cases + RealOperationsContract.cases
    + DocumentContract.cases + RewriteContract.cases + RemovalContract.cases + AsOfContract.cases

  /// The promises of a store that has these abilities alone.
  package static func all(with abilities: Set<Ability>) -> [ContractCase] {
    all.filter { $0.ability.map(abilities.contains) ?? true }
  }

  /// The promises of counting and removing that one task after the other checks.
  package static let sequential = StatisticsContract.cases + CleanupContract.cases + RewriteContract.cases + RemovalContract.cases

  /// Checks the promise on an empty store.
  package func check(_ store: StoreUnderTest) async throws { try await store.withStore(body) }
}
