import Annals
import Foundation
import Testing

@Suite("annals log and cleanup")
struct WritingTests {
  @Test("A logged operation is stored redacted, under the id that is printed")
  func log() async throws {
    let folder = try CommandFolder()
    try folder.write(#"{"name":"Old","price":12345678901234567890.10}"#, to: "old.json")
    let outcome = try await folder.run(
      "log", "update", "prompt", "p 1/ä#b", "--user", "ann@example.org", "--before", "@old.json", "--after", "-", "--metadata",
      #"{"ticket":7}"#, "--reason", "typo", "--request-id", "r-1", "--at", "2025-12-16T20:30:00.123456+01:00",
      input: Data(#"{"name":"New","api_key":"abcdef"}"#.utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
    let id = try #require(outcome.lines.first)
    #expect(id.hasPrefix("2025-12-16T19:30:00.123456Z#UPDATE#p 1/ä#b#"))
    let shown = try await folder.run("show", id, "--json")
    let record = try HistoryRecord(json: JSONParser.parse(shown.output))
    #expect(record.resource == (try Resource("PROMPT", "p 1/ä#b")))
    #expect(record.user.id == "ann@example.org")
    #expect(record.before == ["name": "Old", "price": .number(try JSONNumber("12345678901234567890.10"))])
    #expect(record.after == ["name": "New", "api_key": "[REDACTED]"])
    #expect(record.metadata == ["ticket": 7, "reason": "typo", "request_id": "r-1", "success": true])
  }

  @Test(
    "What cannot be logged is status 64, and nothing is stored",
    arguments: [
      (["log", "create", "PROMPT", "p", "--after", "{"], "not JSON"), (["log", "create", "PROMPT", "p", "--after", "[1]"], "an array"),
      (["log", "create", "PROMPT", "p", "--after", "@none.json"], "none.json"), (["log", "create", "PROMPT", ""], "1 to 1,024 bytes"),
      (["log", "create", "PROMPT", "p", "--before", "-", "--after", "-"], "only one"), (["log", "make", "PROMPT", "p"], "CREATE"),
      (["log", "create", "PROMPT", "p", "--at", "yesterday"], "7d"),
    ])
  func refused(arguments: [String], right: String) async throws {
    let folder = try CommandFolder()
    let outcome = try await folder.run(arguments: arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(right), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("annals.sqlite")))
  }

  @Test(
    "A clean-up without days, or without a yes where nobody can be asked, removes nothing",
    arguments: [
      (["cleanup"], "--keep-days"), (["cleanup", "--yes"], "--keep-days"), (["cleanup", "--keep-days", "1"], "--yes"),
      (["cleanup", "--keep-days", "0", "--yes"], "from 1 to 36525"), (["cleanup", "--keep-days=-5", "--yes"], "from 1 to 36525"),
      (["cleanup", "--keep-days", "many", "--yes"], "many"),
    ])
  func cleanupRefused(arguments: [String], right: String) async throws {
    let folder = try CommandFolder()
    try await folder.run("log", "create", "PROMPT", "p-1", "--at", "400d")
    let outcome = try await folder.run(arguments: arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(right), "\(outcome.errors)")
    #expect(try await folder.run("recent", "--json").lines.count == 1)
  }

  @Test("A clean-up counts first, then removes what is old and nothing else")
  func cleanup() async throws {
    let folder = try CommandFolder()
    for (type, age) in [("PROMPT", "400d"), ("PROMPT", "399d"), ("DRAFT", "100d"), ("DRAFT", "10d")] {
      try await folder.run("log", "create", type, "x", "--at", age)
    }
    let plan = try await folder.run("cleanup", "--keep-days", "90", "--dry-run")
    #expect(plan.lines.first?.hasPrefix("3 records from before ") == true)
    #expect(plan.lines.first?.hasSuffix(" would be removed") == true)
    #expect(plan.lines.dropFirst() == ["  DRAFT   1", "  PROMPT  2"])
    #expect(try await folder.run("recent", "--json").lines.count == 4)

    let done = try await folder.run("cleanup", "--keep-days", "90", "--yes", "--json", "--by", "root")
    let report = try JSONParser.parse(done.output).object
    #expect(report?["removed"] == 3)
    #expect(report?["removed_by_type"] == ["DRAFT": 1, "PROMPT": 2])
    #expect(report?["dry_run"] == false)
    let left = try await folder.run("recent", "--json").lines.map { try HistoryRecord(json: JSONParser.parse($0)) }
    #expect(left.map { "\($0.operation) \($0.resource) \($0.user)" } == ["DELETE HISTORY#access/cleanup root", "CREATE DRAFT#x system"])
    #expect(left.first?.metadata["removed"] == 3)
  }

  @Test(
    "Help names examples and exit statuses, for every verb",
    arguments: [
      "serve", "log", "history", "recent", "show", "stats", "cleanup", "import", "export", "journal", "keys", "configuration",
    ])
  func help(verb: String) async throws {
    let folder = try CommandFolder()
    let outcome = try await folder.run(verb, "--help")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("EXAMPLES"))
    #expect(outcome.output.contains("EXIT STATUS"))
    #expect(try await folder.run("help", verb).output == outcome.output)
  }

  @Test("Completions are there for three shells", arguments: ["bash", "zsh", "fish"])
  func completions(shell: String) async throws {
    let outcome = try await CommandFolder().run("--generate-completion-script", shell)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("cleanup"))
  }
}
