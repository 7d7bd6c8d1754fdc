import Annals
import Testing

/// What removing given records promises, and a clean-up that keeps the last states.
enum RemovalContract {
  static let cases = removing + keepingLast

  private static let removing = [
    ContractCase("Given records are removed where they are as they were read, with the texts that only they point at") { store in
      let text = KeptText(compressing: "a long text")
      let other = KeptText(compressing: "another long text")
      let records = try (0..<5).map { try sample(at: Int64($0), by: $0 == 4 ? "ben" : "ann", after: ["n": .number(JSONNumber($0))]) }
      let texts = [[text], [text, other], [], [], []]
      _ = try await store.append(zip(records, texts).map { SanitizedRecord($0, texts: $1) })
      let changed = records[2].replacing(before: nil, after: ["n": 9], metadata: records[2].metadata)
      let absent = try sample(at: 77)
      let outcomes = try await store.remove([records[1], changed, absent, records[4], records[4]])
      #expect(outcomes == [.removed, .changed, .absent, .removed, .absent])
      expectSame(try await store.all(), [records[3], records[2], records[0]])
      #expect(try await store.keptTexts([text.digest, other.digest]) == [text.digest: text])
      #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
      #expect(try await store.statistics(.init()).topUsers.map(\.user.id) == ["ann"])
      #expect(try await store.remove([]).isEmpty)
      // What was removed can be kept again.
      #expect(try await store.append([SanitizedRecord(records[1], texts: [text, other])]) == 1)
      #expect(try await store.keptTexts([other.digest]) == [other.digest: other])
    },
    ContractCase("Removing any records of a random history leaves exactly the others") { store in
      var random = RandomHistory()
      let records = try random.distinctRecords(StoreUnderTest.rounds(200))
      try await store.append(plain: records)
      var left = random.shuffled(records)
      while !left.isEmpty {
        let part = Array(left.prefix(random.count(1...60)))
        left.removeFirst(part.count)
        #expect(try await store.remove(part) == part.map { _ in .removed }, "seed \(random.seed)")
        expectSame(try await store.all(), PlainHistory.pageOrder(left), "seed \(random.seed)")
        #expect(try await store.statistics(.init()) == store.countedStatistics(.init()), "seed \(random.seed)")
      }
    },
  ]

  private static let keepingLast = [
    ContractCase("A clean-up that keeps last states leaves that of each resource that is still there, and no other") { store in
      let state: JSONObject = ["name": "x"]
      let failed: JSONObject = ["success": false]
      // For each resource its records, oldest first, and the place of the one that stays; the moment is behind all of them.
      let histories: [(id: String, records: [HistoryRecord], kept: Int?)] = try [
        ("alive", [sample(.create, "P", "alive", at: 0, after: state), sample(.update, "P", "alive", at: 10, after: state)], 1),
        ("deleted", [sample(.create, "P", "deleted", at: 1, after: state), sample(.delete, "P", "deleted", at: 11, before: state)], nil),
        (
          "back",
          [
            sample(.create, "P", "back", at: 2, after: state), sample(.delete, "P", "back", at: 12, before: state),
            sample(.create, "P", "back", at: 22, after: state),
          ], 2
        ),
        (
          "stateless",
          [
            sample(.create, "P", "stateless", at: 3, after: state), sample(.update, "P", "stateless", at: 13),
            sample(.read, "P", "stateless", at: 23, after: state), sample(.read, "P", "stateless", at: 33),
          ], 0
        ),
        (
          "failed deletion",
          [
            sample(.update, "P", "failed deletion", at: 4, before: state),
            sample(.delete, "P", "failed deletion", at: 14, before: state, metadata: failed),
          ], 0
        ),
        ("failed", [sample(.create, "P", "failed", at: 5, after: state, metadata: failed)], nil),
        ("read", [sample(.read, "P", "read", at: 6, after: state), sample(.read, "P", "read", at: 16, after: state)], 1),
        ("unknown", [sample(.update, "P", "unknown", at: 7), sample(.update, "P", "unknown", at: 17)], nil),
      ]
      // One more resource has a newer record behind the moment: nothing of what is old stays.
      let newer = try [sample(.create, "P", "newer", at: 8, after: state), sample(.update, "P", "newer", at: 1000, after: state)]
      let all = histories.flatMap(\.records) + newer
      try await store.append(plain: all)
      let scope = CleanupScope(before: Timestamp(microseconds: RandomHistory.start + 100), keepsLast: true)
      let kept = histories.compactMap { history in history.kept.map { history.records[$0] } } + [newer[1]]
      let expected = [try ResourceType("P"): all.count - kept.count]
      #expect(try await store.cleanup(scope, mode: .dryRun).removed == expected)
      expectSame(try await store.all(), PlainHistory.pageOrder(all))
      #expect(try await store.cleanup(scope, mode: .remove).removed == expected)
      expectSame(try await store.all(), PlainHistory.pageOrder(kept))
      #expect(try await store.cleanup(scope, mode: .remove).removed.isEmpty)
      #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
      // A deletion lets the last state go too.
      try await store.append(plain: [sample(.delete, "P", "alive", at: 2000)])
      #expect(try await store.cleanup(scope, mode: .remove).total == 1)
    },
    ContractCase("What a clean-up that keeps last states leaves of a random history is worked out from a plain array") { store in
      var random = RandomHistory()
      for _ in 0..<StoreUnderTest.rounds(5) {
        let records = try random.distinctRecords(150)
        try await store.append(plain: records)
        let scope = CleanupScope(before: random.timestamp(), keepsLast: true)
        let left = records.filter { record in
          record.timestamp >= scope.before || lastState(of: record.resource, in: records) == record
        }
        #expect(try await store.cleanup(scope, mode: .dryRun).total == records.count - left.count, "seed \(random.seed)")
        #expect(try await store.cleanup(scope, mode: .remove).total == records.count - left.count, "seed \(random.seed)")
        expectSame(try await store.all(), PlainHistory.pageOrder(left), "seed \(random.seed)")
        #expect(try await store.remove(left) == left.map { _ in .removed })
      }
    },
  ]

  /// The record with the last state of a resource that is still there, found the plain way.
  private static func lastState(of resource: Resource, in records: [HistoryRecord]) -> HistoryRecord? {
    let done = PlainHistory.pageOrder(records.filter { $0.resource == resource && $0.metadata["success"] != .bool(false) })
    let changes = done.filter { $0.operation != .read }
    if changes.first?.operation == .delete { return nil }
    func hasState(_ record: HistoryRecord) -> Bool { record.before != nil || record.after != nil }
    return changes.first(where: hasState) ?? done.first(where: hasState)
  }
}
