import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Clean-ups that need two")
struct ApprovalsTests {
  private let store = MemoryStore()
  private let time = ManualTime()
  private let scope = CleanupScope(before: Timestamp(microseconds: 5), accessBefore: Timestamp(microseconds: 3), keepsLast: true)

  private var approvals: Approvals { Approvals(store, now: { [time] in time.now }) }

  @Test("Another user approves what was asked for, exactly, and once")
  func two() async throws {
    let request = try await approvals.request(scope, days: 90, agreedRemoval: 7, by: User("ann"))
    #expect(request.state == .waiting && request.scope == scope && request.agreedRemoval == 7)
    #expect(await errorCode { _ = try await approvals.approve(request.id, by: User("ann")) } == .forbidden)
    #expect(try await approvals.all() == [request])
    let approved = try #require(try await approvals.approve(request.id, by: User("ben")))
    #expect(approved.scope == scope && approved.agreedRemoval == 7 && approved.state == .approved && approved.approver?.id == "ben")
    // It did not end: who approves it again carries it out.
    #expect(try await approvals.approve(request.id, by: User("eve"))?.state == .approved)
    try await approvals.finish(request.id)
    #expect(try await approvals.all().map(\.state) == [.done])
    #expect(await errorCode { _ = try await approvals.approve(request.id, by: User("ben")) } == .forbidden)
  }

  @Test("After a day a request is gone")
  func late() async throws {
    let request = try await approvals.request(scope, days: 90, by: User("ann"))
    time.now = request.expires
    #expect(try await approvals.all() == [])
    #expect(try await approvals.approve(request.id, by: User("ben")) == nil)
    time.now = time.now.advanced(byMicroseconds: 1)
    _ = try await approvals.request(scope, days: 90, by: User("ann"))
    #expect(try await store.documents(beginning: "approvals/").count == 1)
  }

  @Test("What is no id finds nothing", arguments: ["", "x", "../keys/abc", "A B", String(repeating: "a", count: 300)])
  func unknown(id: String) async throws {
    #expect(try await approvals.approve(id, by: User("ben")) == nil)
  }
}
