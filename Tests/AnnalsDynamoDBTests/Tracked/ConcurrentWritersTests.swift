import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsTestSupport
import Testing

@Suite("A tracked table: concurrent writers", .timeLimit(.minutes(5)))
struct ConcurrentWritersTests {
  /// What a resource looked like, `nil` where it was not there.
  private typealias State = JSONObject?

  @Test("Under eight writers each resource's states make one chain without a gap: every state before is exactly one state after")
  func chain() async throws {
    try await ServiceTable.with { service in
      let seed = SeededGenerator().seed
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            var random = SeededGenerator(seed: seed &+ UInt64(writer))
            for step in 0..<60 { try await Self.act(service, "p\(step % 3)", "w\(writer)-\(step)", &random) }
          }
        }
        try await group.waitForAll()
      }
      let records = try await service.records()
      #expect(!records.contains { $0.isFailed || $0.metadata["before_state"] != nil || $0.metadata["after_state"] != nil })
      var changes = 0
      for id in ["p0", "p1", "p2"] {
        let own = records.filter { $0.resource.id == id }
        changes += own.count
        try follow(own, to: await service.stored(id), "seed \(seed)")
      }
      #expect(changes == records.count && changes > 300)
    }
  }

  /// One write of any kind; each leaves a mark of its own, so that no two states of a resource are alike but none.
  private static func act(_ service: ServiceTable, _ id: String, _ mark: String, _ random: inout SeededGenerator) async throws {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: _ = try await service.table.deleteItem(service.delete(id))
    case 1, 2: _ = try await service.table.putItem(service.put(id, ("mark", .s(mark)), ("count", 0)))
    case 3, 4:
      let update = service.update(
        id, "SET mark = :m, trail = list_append(if_not_exists(trail, :none), :l)", [":m": .s(mark), ":none": [], ":l": [.s(mark)]])
      _ = try await service.table.updateItem(update)
    default:
      let update = service.update(id, "SET mark = :m ADD #c :one, marks :set", [":m": .s(mark), ":one": .n("0.1"), ":set": .ss([mark])])
      var named = update
      named.expressionAttributeNames = ["#c": "count"]
      _ = try await service.table.updateItem(named)
    }
  }

  /// Follows the states from nothing to what the table holds: each record is used exactly once.
  ///
  /// "Not there" is left and entered more than once, so the records make an Eulerian trail: every state is left as often as it is entered,
  /// but the first and the last.
  private func follow(_ records: [HistoryRecord], to last: AttributeMap?, _ comment: Comment) throws {
    var balance: [State: Int] = [:]
    for record in records {
      balance[record.before, default: 0] += 1
      balance[record.after, default: 0] -= 1
    }
    balance = balance.filter { $0.value != 0 }
    let end = last.map { AttributeJSON().object($0) }
    if end == nil {
      #expect(balance.isEmpty, comment)
    } else {
      #expect(balance == [nil: 1, end: -1], comment)
    }
    // A state that was there was entered once and left at most once.
    for (state, count) in Dictionary(grouping: records, by: \.after).mapValues(\.count) where state != nil { #expect(count == 1, comment) }
    for (state, count) in Dictionary(grouping: records, by: \.before).mapValues(\.count) where state != nil { #expect(count == 1, comment) }
    for record in records { #expect((record.operation == .create) == (record.before == nil), comment) }
  }
}
