import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("The trail of access")
struct AccessTrailTests {
  private func stored(_ body: (AccessTrail, ManualClock) throws -> Void) async throws -> [HistoryRecord] {
    let clock = ManualClock()
    var configuration = HistoryConfiguration()
    // Whoever leaves READs out does not leave these out.
    configuration.reads.otherwise = .off
    configuration.recorder.batchInterval = .zero
    let history = try HistoryService(store: MemoryStore(), configuration: configuration)
    try await history.recording {
      try body(AccessTrail(history.recorder, clock: clock), clock)
      try await history.flush()
    }
    return try await history.records(limit: 1000).records
  }

  @Test("A look is a READ that says who, what, from where, by which proof and with which filters")
  func look() async throws {
    let principal = Principal(user: try User("ann"), roles: [.reader], proof: .key, keyID: "0k3v9x2m7q1c")
    let resource = Resource.access(to: try Resource("PROMPT", "p-1"))
    let records = try await stored { trail, _ in
      trail.note(
        AccessEvent(
          .read, resource, by: principal, route: "GET /recent", remoteAddress: "10.0.0.1", filters: ["user_id": "ben"]))
    }
    let record = try #require(records.first)
    #expect(record.operation == .read && record.resource == resource && record.user.id == "ann")
    #expect(
      record.metadata == [
        "route": "GET /recent", "remote_address": "10.0.0.1", "filters": ["user_id": "ben"], "proof": "key", "key_id": "0k3v9x2m7q1c",
        "success": true,
      ])
  }

  @Test("Of a flood of refusals ten a minute become records, and the next says how many did not; looks are all recorded")
  func flood() async throws {
    let records = try await stored { trail, clock in
      for _ in 0..<1000 {
        trail.note(AccessEvent(.read, .access("recent"), route: "GET /recent", remoteAddress: "10.0.0.1", failure: "no key"))
      }
      clock.advance(by: .seconds(60))
      trail.note(AccessEvent(.read, .access("recent"), route: "GET /recent", remoteAddress: "10.0.0.1", failure: "no key"))
      trail.note(AccessEvent(.read, .access("recent"), route: "GET /recent", remoteAddress: "10.0.0.2", failure: "no key"))
      for _ in 0..<20 { trail.note(AccessEvent(.read, .access("stats"), by: .anyone, route: "GET /stats")) }
    }
    let refused = records.filter(\.isFailed)
    #expect(refused.count == 12)
    #expect(refused.compactMap { $0.metadata["refusals_left_out"]?.number?.int } == [990])
    #expect(refused.allSatisfy { $0.user.id == "unknown" && $0.error == "no key" })
    #expect(records.count == 32)
  }

  @Test("Senders without end take no memory without end")
  func senders() {
    var tally = RefusalTally()
    var recorded = 0
    for number in 0..<100_000 where tally.decide("\(number)", at: .zero) != .leaveOut { recorded += 1 }
    #expect(recorded == RefusalTally.senderLimit + RefusalTally.limit)
    #expect(tally.decide("one more", at: .seconds(60)) == .record(leftOut: 0))
  }
}
