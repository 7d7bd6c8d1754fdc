import AWSClient
import Annals
import AnnalsTestSupport
import EngineTestSupport
import Foundation
import Testing

@Suite("annals scan and forget on a DynamoDB table", .timeLimit(.minutes(5)))
struct RewritingCommandTests {
  private func text(_ table: CommandTable) async throws -> String {
    var text = ""
    var scan = Scan(tableName: CommandTable.name)
    repeat {
      let page = try await table.dynamoDB.scan(scan)
      for item in page.items {
        text += "\(item)"
        for member in item.members { text += String(decoding: member.value.bytes ?? [], as: UTF8.self) }
      }
      scan.exclusiveStartKey = page.lastEvaluatedKey
    } while scan.exclusiveStartKey != nil
    return text
  }

  @Test("Secrets are found and redacted, a user is forgotten everywhere, and no item holds either")
  func wholeWay() async throws {
    try await CommandTable.with { table in
      #expect(try await table.run("setup").status == 0)
      let lines = (0..<60).map { number in
        let user = number % 3 == 0 ? "ann@example.org" : "ben"
        let state = number % 2 == 0 ? #"{"api_key":"tops3cret-\#(number)"}"# : #"{"owner":"ann@example.org"}"#
        return """
          {"operation_type":"UPDATE","resource_type":"PROMPT","resource_id":"p-\(number % 5)","user_id":"\(user)",\
          "timestamp":"2025-12-\(10 + number % 9)T10:00:00.0000\(10 + number)Z","after_state":\(state)}
          """
      }
      try table.folder.write(lines.joined(separator: "\n"), to: "operations.ndjson")
      #expect(try await table.run("import", "operations.ndjson", "--set", "redaction=false").status == 0)
      let before = try await table.run("stats", "--json")

      let scan = try await table.run("scan")
      #expect(scan.status == 3 && scan.lines.first == "30 secrets in 30 of 60 records", "\(scan.output) \(scan.errors)")
      let fix = try await table.run("scan", "--fix")
      #expect(fix.status == 0 && fix.lines.first == "30 secrets in 30 of 61 records, redacted in 30", "\(fix.output) \(fix.errors)")
      #expect(try await !text(table).contains("tops3cret"))

      let forget = try await table.run("forget", "--user", "ann@example.org", "--everywhere", "--apply", "--json")
      #expect(forget.status == 0, "\(forget.errors)")
      let report = try JSONParser.parse(forget.output).object
      #expect(report?["own"]?.object?["rewritten"] == 20 && report?["mentions"]?.object?["rewritten"] == 20)
      #expect(try await !text(table).contains("ann@example.org"))
      let after = try await table.run("stats", "--json", "--verify")
      #expect(after.status == 0, "\(after.errors)")
      let (old, new) = (try JSONParser.parse(before.output).object, try JSONParser.parse(after.output).object)
      #expect(new?["resource_types"]?.object?["PROMPT"] == old?["resource_types"]?.object?["PROMPT"])
      #expect(new?["top_users"]?.object?[report?["pseudonym"]?.string ?? ""] == 20)
    }
  }
}
