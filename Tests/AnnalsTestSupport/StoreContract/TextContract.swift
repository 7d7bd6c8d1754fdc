import Annals
import Testing

enum TextContract {
  private static func text(_ content: String) -> KeptText {
    KeptText(digest: TextDigest(of: content), length: content.utf8.count, compressed: [0, 1, 2, 255] + Array(content.utf8))
  }

  static let cases = [
    ContractCase("Kept texts come back byte for byte, and only those that are asked for") { store in
      let texts = [text("one"), text(""), text("three\u{0}")]
      #expect(try await store.append([SanitizedRecord(try sample(), texts: texts)]) == 1)
      let two = try await store.keptTexts([texts[0].digest, texts[1].digest])
      #expect(two == [texts[0].digest: texts[0], texts[1].digest: texts[1]])
      let one = try await store.keptTexts([texts[2].digest, TextDigest(of: "absent")])
      #expect(one == [texts[2].digest: texts[2]])
      let none = try await store.keptTexts([])
      #expect(none.isEmpty)
    },
    ContractCase("A text that two records show stays until the second is removed") { store in
      let shared = text("shared")
      let own = text("own")
      let records = try [sample(at: 1), sample(at: 2)]
      _ = try await store.append([SanitizedRecord(records[0], texts: [shared, own])])
      _ = try await store.append([SanitizedRecord(records[1], texts: [shared])])
      let all: Set = [shared.digest, own.digest]
      _ = try await store.cleanup(before: records[1].timestamp, mode: .remove)
      #expect(try await store.keptTexts(all) == [shared.digest: shared])
      _ = try await store.cleanup(before: records[1].timestamp.advanced(byMicroseconds: 1), mode: .remove)
      #expect(try await store.keptTexts(all).isEmpty)
    },
    ContractCase("A record that is there already brings no texts, and counts none twice") { store in
      let kept = text("kept")
      let late = text("late")
      let record = try sample()
      _ = try await store.append([SanitizedRecord(record, texts: [kept, kept])])
      _ = try await store.append([SanitizedRecord(record, texts: [kept, late])])
      #expect(try await store.keptTexts([kept.digest, late.digest]) == [kept.digest: kept])
      _ = try await store.cleanup(before: record.timestamp.advanced(byMicroseconds: 1), mode: .remove)
      #expect(try await store.keptTexts([kept.digest, late.digest]).isEmpty)
    },
    ContractCase("A text that was removed can be kept again") { store in
      let kept = text("again")
      let record = try sample()
      for _ in 0..<2 {
        #expect(try await store.append([SanitizedRecord(record, texts: [kept])]) == 1)
        #expect(try await store.keptTexts([kept.digest]) == [kept.digest: kept])
        _ = try await store.cleanup(before: record.timestamp.advanced(byMicroseconds: 1), mode: .remove)
        #expect(try await store.keptTexts([kept.digest]).isEmpty)
      }
    },
  ]
}
