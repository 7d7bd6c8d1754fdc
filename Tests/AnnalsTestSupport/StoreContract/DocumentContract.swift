import Annals
import Testing

enum DocumentContract {
  private static func name(_ text: String) throws -> DocumentName { try DocumentName(text) }

  static let cases = [
    ContractCase("A document comes back byte for byte, with a version that counts its changes") { store in
      let key = try name("keys/a-1_.z")
      #expect(try await store.document(key) == nil)
      for (version, content) in ([Array(0...255), [], [0]] as [[UInt8]]).enumerated() {
        #expect(try await store.put(content, as: key, replacing: version))
        #expect(try await store.document(key) == StoredDocument(name: key, content: content, version: version + 1))
      }
      #expect(try await store.document(name("keys/a")) == nil)
    },
    ContractCase("A document is put and removed in the place of the version that was read, and of no other") { store in
      let key = try name("keys/1")
      for version in [1, 7, -1] { #expect(try await !store.put([9], as: key, replacing: version)) }
      #expect(try await !store.remove(key, version: 0))
      #expect(try await store.document(key) == nil)
      #expect(try await store.put([1], as: key, replacing: 0))
      for version in [0, 2, -1] {
        #expect(try await !store.put([9], as: key, replacing: version))
        #expect(try await !store.remove(key, version: version))
      }
      #expect(try await store.document(key) == StoredDocument(name: key, content: [1], version: 1))
      #expect(try await store.remove(key, version: 1))
      #expect(try await !store.remove(key, version: 1))
      #expect(try await store.put([2], as: key, replacing: 0))
      #expect(try await store.document(key) == StoredDocument(name: key, content: [2], version: 1))
    },
    ContractCase("Documents are listed by the beginning of their names, in the order of these") { store in
      let names = ["a", "keys", "keys-", "keys/", "keys/1", "keys/10", "keys/2", "keys0", "kez", "z_.-/9"]
      for text in names.reversed() { #expect(try await store.put(Array(text.utf8), as: name(text), replacing: 0)) }
      for prefix in ["", "k", "keys", "keys/", "keys/1", "keys/10", "keys/11", "KEYS", "~", "é", "z"] {
        let found = try await store.documents(beginning: prefix)
        let expected = names.filter { $0.hasPrefix(prefix) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(found.map(\.name.text) == expected, "beginning with \(prefix)")
        #expect(found.map { String(decoding: $0.content, as: UTF8.self) } == expected)
      }
    },
    ContractCase("A document of 256 KiB is kept, and a longer one refused with its size") { store in
      let key = try name("large")
      let largest = (0..<StoredDocument.maximumSize).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      #expect(try await store.put(largest, as: key, replacing: 0))
      await expectError(.invalidDocument) { _ = try await store.put(largest + [0], as: key, replacing: 1) }
      #expect(try await store.document(key) == StoredDocument(name: key, content: largest, version: 1))
    },
    ContractCase("Of eight writers that count in one document, each one's every count is in it") { store in
      let key = try name("count")
      let rounds = StoreUnderTest.rounds(25)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            for _ in 0..<rounds {
              while true {
                let read = try await store.document(key)
                let count = Int(String(decoding: read?.content ?? [], as: UTF8.self)) ?? 0
                if try await store.put(Array("\(count + 1)".utf8), as: key, replacing: read?.version ?? 0) { break }
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let counted = try #require(try await store.document(key))
      #expect(String(decoding: counted.content, as: UTF8.self) == "\(8 * rounds)")
      #expect(counted.version == 8 * rounds)
    },
    ContractCase("Documents are in no list, no count and no clean-up") { store in
      let record = try sample()
      try await store.append(plain: [record])
      for text in ["keys/1", "operation", "history"] { #expect(try await store.put([1], as: name(text), replacing: 0)) }
      expectSame(try await store.all(), [record])
      #expect(try await store.statistics(.init()).total == 1)
      #expect(try await store.countedStatistics(.init()).total == 1)
      let later = record.timestamp.advanced(byMicroseconds: 1)
      #expect(try await store.cleanup(before: later, mode: .dryRun).total == 1)
      #expect(try await store.cleanup(before: later, mode: .remove).total == 1)
      #expect(try await store.documents(beginning: "").count == 3)
    },
  ]
}
