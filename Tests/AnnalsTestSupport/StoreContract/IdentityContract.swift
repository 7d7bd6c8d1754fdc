import Annals
import Testing

enum IdentityContract {
  private static let ids = [
    "a", "a#b", "#", "##", "a/b", "/", " ", "a b", "é", "e\u{301}", "👩‍👩‍👧", "\u{0}", "a\u{0}", "a\u{0}b", "\n", "%", "_", "'", "\"", "\\",
    "\u{FFFF}", "\u{10FFFF}", "\u{301}begins with an accent", "a#\u{20E3}",
    String(repeating: "x", count: 1024), String(repeating: "é", count: 512),
  ]

  static let cases = [
    ContractCase("Any id is kept, found and told from every other") { store in
      let records = try ids.map { try sample(.create, "FILE", $0, after: ["id": .string($0)]) }
      #expect(try await store.append(plain: records) == ids.count)
      for record in records {
        expectSame(try await store.all(matching: .resource(record.resource)), [record])
        expectSame(try await store.record(record.id).map { [$0] } ?? [], [record])
        expectSame(try await store.record(try HistoryID(record.id.description)).map { [$0] } ?? [], [record])
      }
    },
    ContractCase("Ids and users that look alike and differ in bytes are different") { store in
      let composed = try sample(.create, "FILE", "caf\u{E9}", by: "ren\u{E9}")
      let decomposed = try sample(.create, "FILE", "cafe\u{301}", by: "rene\u{301}")
      #expect(try await store.append(plain: [composed]) == 1)
      #expect(try await store.append(plain: [decomposed]) == 1)
      expectSame(try await store.all(matching: .resource(composed.resource)), [composed])
      expectSame(try await store.all(matching: .resource(decomposed.resource)), [decomposed])
      expectSame(try await store.all(matching: RecordFilter(user: composed.user)), [composed])
      let users = try await store.statistics(.init()).topUsers
      #expect(users.map { Array($0.user.id.utf8) } == [Array("rene\u{301}".utf8), Array("ren\u{E9}".utf8)])
      #expect(users.map(\.count) == [1, 1])
    },
    ContractCase("A record without a token is kept beside those with one, and comes after them") { store in
      let records = try [sample(token: nil), sample(token: "0"), sample(token: "z")]
      #expect(try await store.append(plain: records) == 3)
      #expect(try await store.append(plain: records) == 0)
      expectSame(try await store.all(), [records[2], records[1], records[0]])
      for record in records { expectSame(try await store.record(record.id).map { [$0] } ?? [], [record]) }
    },
    ContractCase("An id that reads two ways finds the record with a token first, and the other where it is alone") { store in
      let withToken = try sample(.update, "FILE", "a", token: "b")
      let without = try sample(.update, "FILE", "a#b", token: nil)
      let id = try HistoryID(without.id.description)
      #expect(id == withToken.id)
      try await store.append(plain: [without])
      expectSame(try await store.record(id).map { [$0] } ?? [], [without])
      try await store.append(plain: [withToken])
      expectSame(try await store.record(id).map { [$0] } ?? [], [withToken])
    },
    ContractCase("Of records of several types that share an id, the first in page order is found") { store in
      let records = try ["B", "C", "A"].map { try sample(.update, $0, "1", metadata: ["success": .bool($0 != "C")]) }
      try await store.append(plain: records)
      expectSame(try await store.record(records[0].id).map { [$0] } ?? [], [records[1]])
    },
    ContractCase("An id that no record has finds nothing") { store in
      try await store.append(plain: [try sample()])
      for other in try [sample(at: 1), sample(.delete), sample(token: "U"), sample(token: nil), sample(.update, "PROMPT", "prompt-2")] {
        #expect(try await store.record(other.id) == nil)
      }
    },
  ]
}
