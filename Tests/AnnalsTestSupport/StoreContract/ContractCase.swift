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
  private let body: @Sendable (any HistoryStore) async throws -> Void

  init(_ promise: String, _ body: @escaping @Sendable (any HistoryStore) async throws -> Void) {
    testDescription = promise
    self.body = body
  }

  /// Every promise.
  package static let all: [ContractCase] =
    AppendContract.cases + PageContract.cases + FilterContract.cases + IdentityContract.cases + StateContract.cases
    + StatisticsContract.cases + TextContract.cases + CleanupContract.cases + ConcurrencyContract.cases + RealOperationsContract.cases

  /// Checks the promise on an empty store.
  package func check(_ store: StoreUnderTest) async throws { try await store.withStore(body) }
}
