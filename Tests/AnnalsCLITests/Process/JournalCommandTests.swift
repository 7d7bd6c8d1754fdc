import Annals
import Foundation
import Testing

@Suite("annals journal")
struct JournalCommandTests {
  private let folder: CommandFolder
  private let journal: JournalFixture

  init() throws {
    folder = try CommandFolder()
    journal = JournalFixture(folder: folder)
  }

  private func total() async throws -> JSONValue? {
    try JSONParser.parse(try await folder.run("stats", "--json").output).object?["total_operations"]
  }

  private func status() async throws -> JSONObject? {
    try JSONParser.parse(try await folder.run("journal", "status", "--json").output).object
  }

  @Test("What waits is shown, drained, and gone; a second time there is nothing to do")
  func drain() async throws {
    try journal.write(waiting: [1, 2, 3])
    let shown = try await folder.run("journal", "status")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(
      shown.lines.prefix(2) == [
        "journal   annals.sqlite.journal.d, used by nobody", "waiting   3 records, the oldest of 2025-12-16 20:30:00.000001 UTC",
      ])
    let drained = try await folder.run("journal", "drain")
    #expect(drained.status == 0, "\(drained.errors)")
    #expect(drained.lines == ["3 records stored, 3 of them new"])
    #expect(try await total() == 3)
    #expect(try await status()?["waiting"] == 0)
    let again = try await folder.run("journal", "drain", "--json")
    #expect(again.status == 0)
    #expect(try JSONParser.parse(again.output) == ["stored": 0, "new": 0, "rejected": 0, "damaged": 0])
  }

  @Test("A torn tail is no damage, and is cut off by draining, which says so")
  func tornTail() async throws {
    try journal.write(waiting: [1, 2])
    try journal.tearTail()
    let verified = try await folder.run("journal", "verify")
    #expect(verified.status == 0)
    #expect(verified.lines.first?.contains("ends inside an entry") == true)
    #expect(verified.lines.last == "1 file read: 2 records intact, no damage")
    let drained = try await folder.run("journal", "drain")
    #expect(drained.status == 0)
    #expect(drained.errors.contains("3 bytes were cut off"))
    #expect(try await total() == 2)
  }

  @Test("A flipped bit is found by verifying, with its file and bytes; draining stores the rest and sets the file aside")
  func damage() async throws {
    try journal.write(waiting: [1, 2, 3])
    try journal.flip(entry: 1)
    let name = journal.segment
    let (first, last) = (20 + JournalFixture.entryLength, 20 + 2 * JournalFixture.entryLength - 1)
    let verified = try await folder.run("journal", "verify")
    #expect(verified.status == 1)
    #expect(verified.lines == ["\(name) is damaged in bytes \(first) to \(last)", "1 file read: 2 records intact, 1 damaged"])
    let json = try JSONParser.parse(try await folder.run("journal", "verify", "--json").output).object
    #expect(json?["damaged"]?.array?.first?.object?["file"] == .string(name))
    #expect(
      json?["damaged"]?.array?.first?.object?["bytes"] == [.number(JSONNumber(first)), .number(JSONNumber(last))])

    let drained = try await folder.run("journal", "drain")
    #expect(drained.status == 1)
    #expect(drained.lines == ["2 records stored, 2 of them new; 1 damaged entries were set aside with their files"])
    // The two, and the record of the loss.
    #expect(try await total() == 3)
    #expect(try await folder.run("recent", "--type", "HISTORY", "--json").output.contains(#""lost":1"#))
    #expect(try await status()?["set_aside"] == [.string(name + ".damaged")])

    let replayed = try await folder.run("journal", "replay")
    #expect(replayed.status == 0)
    #expect(replayed.lines == ["2 records stored, 0 of them new"])
    #expect(journal.names.contains(name + ".damaged"))
    #expect(try await total() == 3)
  }

  @Test("Rejected records stay where a drain finds them, and a replay stores them once the store takes them")
  func rejected() async throws {
    try journal.write(waiting: [1], rejected: [2, 3])
    #expect(try await status()?["rejected"] == 2)
    #expect(try await folder.run("journal", "drain").lines == ["1 record stored, 1 of them new"])
    #expect(try await status()?["rejected"] == 2)
    #expect(try await folder.run("journal", "replay").lines == ["2 records stored, 2 of them new"])
    #expect(try await status()?["rejected"] == 0)
    #expect(try await folder.run("journal", "replay").lines == ["0 records stored, 0 of them new"])
    #expect(try await total() == 3)
  }

  @Test("A store that goes on failing is one sentence and status 1, and what waits still waits")
  func unavailable() async throws {
    try journal.write(waiting: [1, 2, 3])
    let environment = [
      "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "000000000000",
      "AWS_SECRET_ACCESS_KEY": "x", "ANNALS_DRAIN_LIMIT": "0",
    ]
    let outcome = try await folder.run(
      "journal", "drain", "--store", "dynamodb:history", "--journal", JournalFixture.name, environment: environment)
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.hasSuffix("0 records were stored, the others are still in the journal\n"), "\(outcome.errors)")
    #expect(try await status()?["waiting"] == 3)
  }

  @Test("Where there is no journal each command says so and makes none", arguments: ["status", "verify", "drain", "replay"])
  func none(verb: String) async throws {
    let outcome = try await folder.run("journal", verb)
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("annals: there is no journal at annals.sqlite.journal.d: "), "\(outcome.errors)")
    #expect(journal.names == [])
    let off = try await folder.run("journal", verb, "--journal", "off")
    #expect(off.status == 64)
    let help = try await folder.run("journal", verb, "--help")
    #expect(help.output.contains("EXAMPLES") && help.output.contains("EXIT STATUS"))
  }
}
