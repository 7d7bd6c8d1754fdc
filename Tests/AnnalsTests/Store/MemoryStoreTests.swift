import AnnalsTestSupport
import Testing

@Suite("Memory store")
struct MemoryStoreTests {
  @Test("The memory store keeps the contract", arguments: ContractCase.all)
  func contract(of promise: ContractCase) async throws { try await promise.check(.memory) }
}
