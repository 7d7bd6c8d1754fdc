import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

/// The corpus in a DynamoDB table, whose items are read as they lie there.
@Suite("Secrets, in a DynamoDB table", .timeLimit(.minutes(10)))
struct CorpusTableTests {
  @Test("None of the corpus is in an item's names or values, nor in what commands print")
  func nowhere() async throws {
    try await CommandTable.with { table in
      let hunt = SecretHunt()
      var found: Set<Int> = []
      let setup = try await table.run("setup")
      #expect(setup.status == 0, "\(setup.errors)")
      let lines = SecretCorpus.secrets.enumerated().map { index, secret in
        var record = SecretPlaces.record(holding: secret.text, number: index).json
        record["history_id"] = nil
        return JSONWriter.text(of: record)
      }
      try table.folder.write(lines.joined(separator: "\n"), to: "secrets.ndjson")
      let imported = try await table.run("import", "secrets.ndjson", "--json")
      #expect(imported.output.contains(#""new":\#(lines.count)"#), "\(imported.output)\(imported.errors)")
      found.formUnion(hunt.found(in: Array((imported.output + imported.errors).utf8)))

      var scan = Scan(tableName: CommandTable.name)
      var bytes = 0
      repeat {
        let page = try await table.dynamoDB.scan(scan)
        for item in page.items {
          var text: [UInt8] = []
          for member in item.members { Self.write(.s(member.name), &text); Self.write(member.value, &text) }
          bytes += text.count
          found.formUnion(hunt.found(in: text))
        }
        scan.exclusiveStartKey = page.lastEvaluatedKey
      } while scan.exclusiveStartKey != nil

      for arguments in [["export"], ["recent", "--all", "--ids"], ["stats", "--json"]] {
        let outcome = try await table.folder.run(arguments: arguments, environment: table.environment)
        #expect(outcome.status == 0, "\(outcome.errors)")
        found.formUnion(hunt.found(in: Array((outcome.output + outcome.errors).utf8)))
      }
      let left = found.sorted().map { SecretCorpus.secrets[$0] }
      print("Redaction: \(lines.count - left.count) of \(lines.count) secrets gone from the table, \(bytes) bytes searched")
      #expect(left.isEmpty, "\(left)")
    }
  }

  /// A value as bytes, each text apart from the next.
  private static func write(_ value: AttributeValue, _ bytes: inout [UInt8]) {
    switch value {
    case .s(let text), .n(let text): bytes += Array(text.utf8) + [0]
    case .b(let data): bytes += data + [0]
    case .bool, .null: break
    case .m(let map): for member in map.members { write(.s(member.name), &bytes); write(member.value, &bytes) }
    case .l(let values): for value in values { write(value, &bytes) }
    case .ss(let texts), .ns(let texts): for text in texts { write(.s(text), &bytes) }
    case .bs(let values): for value in values { bytes += value + [0] }
    }
  }
}
