import AnnalsTestSupport
import Testing

@Suite("SQLite store: contract")
struct SQLiteContractTests {
  @Test("The SQLite store keeps the contract", arguments: ContractCase.all)
  func contract(of promise: ContractCase) async throws { try await promise.check(.sqlite) }
}
