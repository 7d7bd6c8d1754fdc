import Annals
import AnnalsTestSupport
import Foundation
import Testing

@Suite("annals forget", .timeLimit(.minutes(5)))
struct ForgetTests {
  private func folder() async throws -> CommandFolder {
    let folder = try CommandFolder()
    let operations = [
      ["update", "PROMPT", "p-1", "--user", "ann@example.org", "--after", #"{"phone":"0123-456"}"#, "--reason", "Ann asked"],
      ["update", "PROMPT", "p-2", "--user", "ben", "--after", #"{"owner":"ann@example.org"}"#],
      ["create", "USER", "ann@example.org", "--user", "ben", "--after", #"{"name":"Ann Example"}"#],
      ["read", "PROMPT", "p-3", "--user", "ben"],
    ]
    for operation in operations {
      let logged = try await folder.run(arguments: ["log"] + operation)
      #expect(logged.status == 0, "\(logged.errors)")
    }
    return folder
  }

  private func files(with texts: [String], in folder: CommandFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { name in
      guard name.hasPrefix("annals.sqlite"), let data = FileManager.default.contents(atPath: folder.path(name)) else { return false }
      return texts.contains { data.range(of: Data($0.utf8)) != nil }
    }
  }

  @Test("It says first what would be erased, with the mentions in other records")
  func dryRun() async throws {
    let folder = try await folder()
    let outcome = try await folder.run("forget", "--user", "ann@example.org")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.lines == [
        "1 record would be erased", "2 records of others with the id in them: --everywhere erases it there too",
        "nothing was changed: --apply does it",
      ])
    #expect(try await folder.run("recent", "--json").output.contains("0123-456"))
    #expect(try await folder.run("forget", "--user", "nobody@example.org").status == 2)
  }

  @Test("Everywhere, no file holds the name or the states any more, and what happened is still told")
  func everywhere() async throws {
    let folder = try await folder()
    let before = try JSONParser.parse(try await folder.run("stats", "--json").output).object
    let outcome = try await folder.run(
      "forget", "--user", "ann@example.org", "--everywhere", "--apply", "--by", "dpo@example.org", "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let report = try JSONParser.parse(outcome.output).object
    let pseudonym = try #require(report?["pseudonym"]?.string)
    #expect(report?["own"]?.object?["rewritten"] == 1 && report?["mentions"]?.object?["rewritten"] == 2)
    #expect(try files(with: ["ann@example.org", "0123-456", "Ann asked"], in: folder).isEmpty)
    let records = try await folder.run("recent", "--user", pseudonym, "--json")
    #expect(records.lines.count == 1 && records.output.contains(#""operation_type":"UPDATE""#) && records.output.contains(#""erased":"#))
    let notes = try await folder.run("recent", "--type", "HISTORY", "--json")
    #expect(notes.lines.count == 2 && notes.lines.allSatisfy { $0.contains("dpo@example.org") && $0.contains(pseudonym) })
    let after = try JSONParser.parse(try await folder.run("stats", "--json", "--verify").output).object
    #expect(after?["total_operations"]?.number?.int == (before?["total_operations"]?.number?.int ?? 0) + 2)
    #expect(after?["top_users"]?.object?[pseudonym] == 1)

    let resource = try await folder.run("forget", "--resource", "USER/\(pseudonym)", "--apply")
    #expect(resource.status == 0 && resource.lines.first == "1 record erased", "\(resource.output) \(resource.errors)")
    #expect(try files(with: ["Ann Example"], in: folder).isEmpty)
  }

  @Test(
    "What says not whom, or both, or a resource without an id, is refused",
    arguments: [
      ["forget"], ["forget", "--user", "a", "--resource", "A/b"], ["forget", "--resource", "USER"],
      ["forget", "--user", "abcd", "--everywhere", "--own-only"], ["forget", "--user", "abc", "--everywhere"],
    ])
  func refused(arguments: [String]) async throws {
    let folder = try await folder()
    let outcome = try await folder.run(arguments: arguments)
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(!outcome.errors.isEmpty)
  }
}
