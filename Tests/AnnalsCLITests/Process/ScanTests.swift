import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("annals scan", .timeLimit(.minutes(5)))
struct ScanTests {
  /// A folder with a store and a journal that hold secrets, as if redaction had been off.
  private func folder() async throws -> CommandFolder {
    let folder = try CommandFolder()
    for (number, state) in [#"{"api_key":"tops3cret-one"}"#, #"{"name":"x"}"#, #"{"note":"password=tops3cret-two"}"#].enumerated() {
      let logged = try await folder.run("log", "update", "PROMPT", "p-\(number)", "--after", state, "--set", "redaction=false")
      #expect(logged.status == 0, "\(logged.errors)")
    }
    let log = try JournalLog(JournalConfiguration(path: folder.path(JournalFixture.name)))
    let record = HistoryRecord(
      .create, of: try Resource("DRAFT", "d-1"), at: .now, token: .next(), after: ["token": "tops3cret-three"])
    _ = try log.append([RecordPayload.bytes(of: SanitizedRecord(record))])
    return folder
  }

  private func files(with text: String, in folder: CommandFolder) throws -> [String] {
    let names = try #require(FileManager.default.enumerator(atPath: folder.url.path)).compactMap { $0 as? String }
    return names.filter { name in
      guard name.contains("annals.sqlite"), let data = FileManager.default.contents(atPath: folder.path(name)) else { return false }
      return data.range(of: Data(text.utf8)) != nil
    }
  }

  @Test("Secrets are counted by place and never shown, and the exit status tells that there are some")
  func dryRun() async throws {
    let folder = try await folder()
    let outcome = try await folder.run("scan")
    #expect(outcome.status == 3, "\(outcome.errors)")
    #expect(outcome.lines.first == "3 secrets in 3 of 4 records")
    #expect(outcome.output.contains("PROMPT /after_state/api_key") && outcome.output.contains("1 record of them in the journal"))
    #expect(!outcome.output.contains("tops3cret") && !outcome.errors.contains("tops3cret"))
    let json = try JSONParser.parse(try await folder.run("scan", "--json").output).object
    #expect(json?["secrets"] == 3 && json?["dry_run"] == true && json?["complete"] == true)
    #expect(try !files(with: "tops3cret", in: folder).isEmpty)
  }

  @Test("With --fix no file holds them any more, it is recorded by whom, and a further search finds none")
  func fix() async throws {
    let folder = try await folder()
    let outcome = try await folder.run("scan", "--fix", "--by", "root@example.org")
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    #expect(outcome.lines.first == "3 secrets in 3 of 5 records, redacted in 3")
    #expect(try files(with: "tops3cret", in: folder).isEmpty)
    let again = try await folder.run("scan")
    #expect(again.status == 0 && again.lines == ["no secrets in 6 records"], "\(again.output)")
    let notes = try await folder.run("history", "HISTORY", "access/scan", "--json")
    #expect(notes.lines.count == 2 && notes.lines.allSatisfy { $0.contains("root@example.org") })
    let drained = try await folder.run("journal", "drain")
    #expect(drained.status == 0)
    #expect(try await folder.run("history", "DRAFT", "d-1", "--json").output.contains(#""token":"[REDACTED]""#))
    let clean = try await folder.run("stats", "--verify")
    #expect(clean.status == 0)
  }

  @Test("A journal that a process uses is not redacted, and nothing else is either; it can be left out")
  func journalInUse() async throws {
    let folder = try await folder()
    let log = try JournalLog(JournalConfiguration(path: folder.path(JournalFixture.name)))
    let outcome = try await folder.run("scan", "--fix")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("uses the journal"), "\(outcome.errors)")
    #expect(try await folder.run("scan", "--json").status == 3)
    let without = try await folder.run("scan", "--fix", "--journal", "off")
    #expect(without.status == 0 && without.lines.first == "2 secrets in 2 of 4 records, redacted in 2", "\(without.output)")
    try log.close()
  }
}
