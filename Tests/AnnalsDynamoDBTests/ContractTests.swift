import AnnalsTestSupport
import Testing

@testable import AnnalsDynamoDB

/// One promise after the other: the engine does one thing at a time, and a slow answer is none.
@Suite("DynamoDB store: contract", .serialized)
struct ContractTests {
  @Test("The DynamoDB store keeps the contract", arguments: ContractCase.all(with: []))
  func contract(of promise: ContractCase) async throws { try await promise.check(.dynamoDB) }

  @Test("On a table without indexes the DynamoDB store keeps the contract", arguments: ContractCase.all(with: []))
  func contractWithoutIndexes(of promise: ContractCase) async throws { try await promise.check(.plainTable) }

  @Test("With the counts of days kept the DynamoDB store keeps the contract", arguments: ContractCase.sequential)
  func contractWithKeptCounts(of promise: ContractCase) async throws { try await promise.check(.settled) }
}
