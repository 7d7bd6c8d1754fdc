import Annals
import Testing

enum RewriteContract {
  private static func text(_ content: String) -> KeptText {
    KeptText(digest: TextDigest(of: content), length: content.utf8.count, compressed: [0, 1, 2, 255] + Array(content.utf8))
  }

  /// The same record with other parts.
  private static func changed(
    _ record: HistoryRecord, id: String? = nil, by user: String? = nil, after: JSONObject? = nil, metadata: JSONObject? = nil
  ) throws -> HistoryRecord {
    HistoryRecord(
      record.operation, of: try Resource(type: record.resource.type, id: id ?? record.resource.id), at: record.timestamp,
      token: record.token,
      by: try user.map { try User($0) } ?? record.user, before: record.before, after: after ?? record.after,
      metadata: metadata ?? record.metadata)
  }

  private static func rewrite(_ record: HistoryRecord, as other: HistoryRecord, texts: [KeptText] = []) throws -> RecordRewrite {
    try RecordRewrite(record, as: SanitizedRecord(other, texts: texts))
  }

  static let cases = [
    ContractCase("A rewritten record stands where the old one stood, and storing the old one again changes nothing") { store in
      let records = try (0..<5).map { try sample(at: Int64($0), before: ["n": 1.0, "key": "secret"], after: ["list": [1, "secret"]]) }
      try await store.append(plain: records)
      let new = try changed(records[2], after: ["list": [1, "[REDACTED]"]], metadata: ["success": true, "note": "\u{E9}"])
      #expect(try await store.rewrite([rewrite(records[2], as: new)]) == [.rewritten])
      expectSame(try await store.all(), [records[4], records[3], new, records[1], records[0]])
      #expect(try await store.record(records[2].id) == new)
      #expect(try await store.append(plain: records) == 0)
      #expect(try await store.record(records[2].id) == new)
      #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
      #expect(try await store.rewrite([]).isEmpty)
      try await store.finishRewriting()
      #expect(try await store.record(records[2].id) == new)
    },
    ContractCase("A record that is not as it was read, or not there, stays so") { store in
      let records = try [sample(at: 0, after: ["a": 1]), sample(at: 1, after: ["a": 1.0]), sample(at: 2)]
      try await store.append(plain: Array(records[..<2]))
      let others = try [
        changed(records[0], after: ["a": 2]), changed(records[1], after: ["a": 1]), changed(records[0], by: "ben"), records[2],
      ]
      for other in others {
        #expect(try await store.rewrite([rewrite(other, as: changed(other, after: ["x": 9]))]) == [.changed], "\(other.id)")
      }
      expectSame(try await store.all(), [records[1], records[0]])
      let first = try rewrite(records[0], as: changed(records[0], after: ["x": 9]))
      #expect(try await store.rewrite([first, rewrite(records[2], as: records[2])]) == [.rewritten, .changed])
      #expect(try await store.rewrite([first]) == [.changed])
      let again = try changed(records[0], after: ["x": 9])
      #expect(try await store.rewrite([rewrite(again, as: changed(again, after: ["x": 10]))]) == [.rewritten])
    },
    ContractCase("A user's new name is in lists and in counts, and the old one nowhere") { store in
      let day = RandomHistory.day
      var records: [HistoryRecord] = []
      for number in 0..<6 {
        let kind = number < 4 ? OperationKind.update : .read
        records.append(try sample(kind, number % 2 == 0 ? "A" : "B", at: Int64(number) * day, by: number == 5 ? "ben" : "ann"))
      }
      try await store.append(plain: records)
      _ = try await store.statistics(.init())
      let old = RecordFilter(user: try User("ann"))
      let rewrites = try await store.all(matching: old).map { try rewrite($0, as: changed($0, by: "erased-1")) }
      #expect(try await store.rewrite(rewrites) == Array(repeating: .rewritten, count: 5))
      #expect(try await store.all(matching: old).isEmpty)
      #expect(try await store.all(matching: RecordFilter(user: User("erased-1"))).count == 5)
      var scopes = [HistoryStatistics.Scope(), HistoryStatistics.Scope(resourceType: try ResourceType("B"))]
      scopes.append(HistoryStatistics.Scope(firstDay: records[1].timestamp.day))
      scopes.append(HistoryStatistics.Scope(lastDay: records[4].timestamp.day))
      for scope in scopes {
        let statistics = try await store.statistics(scope)
        #expect(statistics == (try await store.countedStatistics(scope)))
        #expect(!statistics.topUsers.contains { $0.user.id == "ann" })
      }
      #expect(try await store.statistics(.init()).topUsers.map(\.count) == [5, 1])
      _ = try await store.cleanup(before: .now, mode: .remove)
      #expect(try await store.statistics(.init()) == HistoryStatistics())
    },
    ContractCase("A resource's new id takes its history along, unless the place is taken") { store in
      let records = try [
        sample(.create, "A", "old", at: 0), sample(.delete, "A", "old", at: 1, token: nil), sample(.update, "A", "other", at: 2),
        sample(.update, "A", "old", at: 2),
      ]
      try await store.append(plain: records)
      let moved = try records[..<2].map { try changed($0, id: "erased-2", after: [:]) }
      let rewrites =
        try zip(records[..<2], moved).map { try rewrite($0, as: $1) } + [rewrite(records[3], as: changed(records[3], id: "other"))]
      #expect(try await store.rewrite(rewrites) == [.rewritten, .rewritten, .taken])
      expectSame(try await store.all(matching: .resource(Resource("A", "old"))), [records[3]])
      expectSame(try await store.all(matching: .resource(Resource("A", "erased-2"))), [moved[1], moved[0]])
      expectSame(try await store.all(), PlainHistory.pageOrder([moved[0], moved[1], records[2], records[3]]))
      #expect(try await store.record(records[0].id) == nil)
      #expect(try await store.record(moved[1].id) == moved[1])
      #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
    },
    ContractCase("Of kept texts, those go that no record points at any more, and new ones come") { store in
      let (shared, own, new) = (text("shared"), text("own"), text("new"))
      let all: Set = [shared.digest, own.digest, new.digest]
      let records = try [sample(at: 0), sample(at: 1)]
      _ = try await store.append([SanitizedRecord(records[0], texts: [shared, own]), SanitizedRecord(records[1], texts: [shared])])
      let first = try changed(records[0], after: ["a": 1])
      #expect(try await store.rewrite([rewrite(records[0], as: first, texts: [shared, new])]) == [.rewritten])
      #expect(try await store.keptTexts(all) == [shared.digest: shared, new.digest: new])
      let second = try changed(first, id: "moved")
      #expect(try await store.rewrite([rewrite(first, as: second, texts: [new])]) == [.rewritten])
      #expect(try await store.keptTexts(all) == [shared.digest: shared, new.digest: new])
      // What could not be done leaves no text behind, and takes none away.
      #expect(try await store.rewrite([rewrite(first, as: second, texts: [own])]) == [.changed])
      #expect(try await store.keptTexts(all) == [shared.digest: shared, new.digest: new])
      #expect(try await store.rewrite([rewrite(records[1], as: changed(records[1], after: [:]))]) == [.rewritten])
      #expect(try await store.keptTexts(all) == [new.digest: new])
      _ = try await store.cleanup(before: .now, mode: .remove)
      #expect(try await store.keptTexts(all).isEmpty)
    },
    ContractCase("Of eight that rewrite the same records, each record is rewritten by one") { store in
      let records = try (0..<24).map { try sample(at: Int64($0), by: "ann", after: ["writer": -1]) }
      try await store.append(plain: records)
      let outcomes = try await withThrowingTaskGroup(of: [RewriteOutcome].self) { group in
        for writer in 0..<8 {
          group.addTask {
            let rewrites = try records.map { record in
              try rewrite(record, as: changed(record, by: "u\(writer)", after: ["writer": .number(JSONNumber(writer))]))
            }
            return try await store.rewrite(rewrites)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for place in records.indices { #expect(outcomes.count { $0[place] == .rewritten } == 1) }
      #expect(outcomes.allSatisfy { $0.allSatisfy { $0 != .taken } })
      let found = try await store.all()
      #expect(found.allSatisfy { "u\($0.after?["writer"]?.number?.description ?? "")" == $0.user.id })
      #expect(try await store.statistics(.init()) == store.countedStatistics(.init()))
    },
    ContractCase("Whatever is rewritten, lists and counts are those of the records as they are now") { store in
      var random = RandomHistory()
      var records = try random.distinctRecords(120)
      try await store.append(plain: records)
      for round in 0..<StoreUnderTest.rounds(15) {
        var rewrites: [RecordRewrite] = []
        var places: [Int] = []
        for place in random.shuffled(Array(records.indices)).prefix(20) {
          let id = random.count(0...3) == 0 ? random.pick(RandomHistory.ids) + "\(round)" : nil
          let other = try changed(
            records[place], id: id, by: random.pick(RandomHistory.users), after: ["round": .number(JSONNumber(round))])
          places.append(place)
          rewrites.append(try rewrite(records[place], as: other))
        }
        let outcomes = try await store.rewrite(rewrites)
        for (index, place) in places.enumerated() where outcomes[index] == .rewritten {
          records[place] = rewrites[index].replacement.record
        }
        #expect(!outcomes.contains(.changed), "seed \(random.seed)")
        var plain = PlainHistory()
        _ = plain.append(records)
        expectSame(try await store.all(), plain.records(matching: RecordFilter()), "seed \(random.seed)")
        let scope = try random.scope()
        #expect(try await store.statistics(scope) == plain.statistics(scope), "seed \(random.seed)")
        let filter = try random.filter()
        if filter.resourceID == nil || filter.resourceType != nil {
          expectSame(try await store.all(matching: filter), plain.records(matching: filter), "seed \(random.seed)")
        }
      }
    },
  ]
}
