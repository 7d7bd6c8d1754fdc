import Annals
import Foundation
import Testing

@Suite("Reading verbs")
struct ReadingTests {
  /// A folder whose store holds a small story: a prompt is created, updated, and deleted after one failure.
  private func story() async throws -> CommandFolder {
    let folder = try CommandFolder()
    try await folder.run(
      "log", "create", "PROMPT", "p-1", "--user", "ann", "--at", "2025-01-01T10:00:00Z", "--after", #"{"name":"One","size":1}"#)
    try await folder.run(
      "log", "update", "prompt", "p-1", "--user", "ann", "--at", "2025-01-02T10:00:00Z", "--before", #"{"name":"One","size":1}"#,
      "--after", #"{"name":"Two","size":1,"tag":"x"}"#, "--reason", "better name")
    try await folder.run("log", "delete", "PROMPT", "p-1", "--user", "bob", "--at", "2025-01-03T10:00:00Z", "--failed", "not allowed")
    try await folder.run(
      "log", "delete", "PROMPT", "p-1", "--user", "bob", "--at", "2025-01-04T10:00:00.123456Z", "--before", #"{"name":"Two"}"#)
    try await folder.run("log", "read", "DRAFT", "d-1", "--at", "2025-01-05T10:00:00Z")
    return folder
  }

  @Test("A resource's history is a table, newest first, with what changed and why it failed")
  func historyTable() async throws {
    let outcome = try await story().run("history", "prompt", "p-1")
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        TIME (UTC)           OPERATION      USER  CHANGED
        2025-01-04 10:00:00  DELETE         bob
        2025-01-03 10:00:00  DELETE failed  bob   not allowed
        2025-01-02 10:00:00  UPDATE         ann   name, tag
        2025-01-01 10:00:00  CREATE         ann

        """)
    #expect(outcome.errors == "")
  }

  @Test(
    "Filters narrow lists",
    arguments: [
      (["--type", "draft"], 1), (["--user", "bob"], 2), (["--operation", "delete"], 2), (["--failed"], 1), (["--succeeded"], 4),
      (["--from", "2025-01-02", "--to", "2025-01-03"], 2), (["--to", "2025-01-02T10:00:00Z"], 1),
    ])
  func filters(arguments: [String], count: Int) async throws {
    let outcome = try await story().run(arguments: ["recent", "--json"] + arguments)
    #expect(outcome.lines.count == count)
  }

  @Test(
    "What was done in a request or a trace is found, page after page",
    arguments: [
      (["--request", "r-1"], 3), (["--trace", "t-1"], 2), (["--trace", "t-1", "--request", "r-1", "--user", "ann"], 1),
      (["--trace", "t"], 0),
    ])
  func causes(arguments: [String], count: Int) async throws {
    let folder = try CommandFolder()
    for (user, request, trace) in [("ann", "r-1", "t-1"), ("ben", "r-1", "t-1"), ("ann", "r-1", "t-2"), ("ann", "r-2", "t-2")] {
      let outcome = try await folder.run(
        "log", "update", "PROMPT", "p", "--user", user, "--request-id", request, "--metadata", #"{"trace_id":"\#(trace)"}"#)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let whole = try await folder.run(arguments: ["recent", "--json", "--all"] + arguments)
    #expect(whole.lines.count == count && whole.status == (count > 0 ? 0 : 2))
    var (found, more): ([String], [String]) = ([], [])
    repeat {
      let page = try await folder.run(arguments: ["recent", "--json", "--limit", "1"] + arguments + more)
      found += page.lines
      more = page.errors.firstRange(of: "--cursor ").map { ["--cursor", String(page.errors[$0.upperBound...].prefix { $0 != "," })] } ?? []
    } while !more.isEmpty
    #expect(found == whole.lines)
  }

  @Test("Pages follow one another by the cursor that standard error tells, and --all is all of them")
  func pages() async throws {
    let folder = try await story()
    let all = try await folder.run("recent", "--json", "--all").lines
    #expect(all.count == 5)
    var lines: [String] = []
    var cursor: [String] = []
    repeat {
      let page = try await folder.run(arguments: ["recent", "--json", "--limit", "2"] + cursor)
      lines += page.lines
      cursor = page.errors.firstMatch(of: /--cursor ([A-Za-z0-9_-]+)/).map { ["--cursor", String($0.1)] } ?? []
    } while !cursor.isEmpty && lines.count < 10
    #expect(lines == all)
  }

  @Test("A record is shown whole by the id that --ids shows")
  func show() async throws {
    let folder = try await story()
    let table = try await folder.run("recent", "--ids", "--operation", "delete", "--succeeded")
    let id = try #require(table.lines.last?.split(separator: " ").last.map(String.init))
    #expect(id.hasPrefix("2025-01-04T10:00:00.123456Z#DELETE#p-1#"))
    let view = try await folder.run("show", id)
    #expect(view.status == 0)
    #expect(view.output.contains("time        2025-01-04 10:00:00.123456 UTC\nuser        bob\n"))
    #expect(view.output.contains("before      {\n  \"name\": \"Two\"\n}\nafter       none\n"))
    let json = try await folder.run("show", id, "--json")
    #expect(try HistoryRecord(json: JSONParser.parse(json.output)).id.description == id)
  }

  @Test("Records as JSON are what import reads")
  func jsonIsImported() async throws {
    let folder = try await story()
    let shown = try await folder.run("recent", "--json")
    let imported = try await folder.run("import", "--store", "sqlite:copy.sqlite", input: Data(shown.output.utf8))
    #expect(imported.output == "5 records read: 5 new, 0 already there, 0 bad\n")
    #expect(try await folder.run("recent", "--json", "--store", "sqlite:copy.sqlite").output == shown.output)
  }

  @Test("Statistics count by whole days")
  func statistics() async throws {
    let folder = try await story()
    let outcome = try await folder.run("stats", "--json", "--from", "2025-01-02", "--to", "2025-01-04")
    let counts = try JSONParser.parse(outcome.output).object
    #expect(counts?["total_operations"] == 3)
    #expect(counts?["failed_operations"] == 1)
    let table = try await folder.run("stats", "--type", "draft")
    #expect(table.lines.prefix(2) == ["OPERATIONS", "  total   1"])
  }

  @Test(
    "Nothing found is status 2, and says so",
    arguments: [
      ["recent", "--type", "NONE"], ["history", "PROMPT", "none"], ["show", "2025-01-04T10:00:00.123456Z#DELETE#p-1#NONE"],
      ["recent", "--type", "NONE", "--json"],
    ])
  func nothingFound(arguments: [String]) async throws {
    let outcome = try await story().run(arguments: arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.errorLines.count == 1)
  }

  @Test("A store that is not there is status 1, and is not made by reading", arguments: ["recent", "stats", "export"])
  func missingStore(verb: String) async throws {
    let folder = try CommandFolder()
    let outcome = try await folder.run(verb)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("annals.sqlite cannot be opened: there is no such file"), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("annals.sqlite")))
  }

  @Test(
    "Wrong usage is status 64, and names what would be right",
    arguments: [
      (["recent", "--limit", "0"], "give 1 to 1000"), (["recent", "--type", "a#b"], "no #"), (["recent", "--from", "soon"], "24h"),
      (["recent", "--operation", "move"], "CREATE, UPDATE, DELETE or READ"), (["show", "x"], "TIMESTAMP#OPERATION"),
      (["recent", "--cursor", "x"], "next_cursor"), (["recent", "--failed", "--succeeded"], "--failed"), (["nonsense"], "nonsense"),
      (["history", "PROMPT"], "<id>"), (["recent", "--store", "memory:"], "sqlite:PATH"), (["recent", "--all", "--limit", "5"], "--all"),
    ])
  func wrongUsage(arguments: [String], right: String) async throws {
    let outcome = try await story().run(arguments: arguments)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(right), "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("annals: "))
    #expect(outcome.output == "")
  }

  @Test("Colour comes when asked for, and never by itself into a file or against NO_COLOR")
  func color() async throws {
    let folder = try await story()
    #expect(try await folder.run("recent").output.contains("\u{1b}") == false)
    #expect(try await folder.run("recent", "--color", "always").output.contains("\u{1b}[31mDELETE"))
    #expect(try await folder.run("recent", "--color", "never").output.contains("\u{1b}") == false)
    #expect(try await folder.run("recent", environment: ["NO_COLOR": "1"]).output.contains("\u{1b}") == false)
  }

  @Test("Control characters in ids, users, states and errors are shown, not obeyed")
  func escapes() async throws {
    let folder = try CommandFolder()
    let evil = "a\u{1b}[2J\u{7}\u{202e}\u{9b}b\nc"
    try await folder.run(
      "log", "delete", "PROMPT", evil, "--failed", evil, "--before", #"{"x":"\u001b[2J\u202e\u009b"}"#, "--metadata", #"{"\u009b":1}"#)
    let table = try await folder.run("recent", "--ids")
    #expect(table.lines.count == 2)
    let id = try JSONParser.parse(try await folder.run("recent", "--json").output).object?["history_id"]?.string
    let view = try await folder.run("show", try #require(id))
    let failure = try await folder.run("history", "PROMPT", evil, "--cursor", evil)
    for text in [table.output, view.output, failure.errors] {
      #expect(!text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0.value == 0x9B || $0.value == 0x202E) }, "\(text)")
    }
    #expect(table.output.contains(#"a\u{1b}[2J\u{7}\u{202e}\u{9b}b\nc"#))
  }
}
