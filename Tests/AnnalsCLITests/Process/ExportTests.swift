import Annals
import AnnalsTestSupport
import Foundation
import Testing

@Suite("annals export")
struct ExportTests {
  @Test("What is exported makes the same history in another store: real operations", .timeLimit(.minutes(5)))
  func realOperations() async throws {
    let folder = try CommandFolder()
    try await folder.run("import", RealOperations.path)
    let exported = try await folder.run("export", "-o", "history.ndjson.gz")
    #expect(exported.status == 0)
    #expect(exported.errors == "36,335 records written to history.ndjson.gz\n")
    let copied = try await folder.run("import", "history.ndjson.gz", "--store", "sqlite:copy.sqlite", "--json")
    #expect(copied.output.contains(#""new":36335"#), "\(copied.output)\(copied.errors)")
    try await expectSame(folder, "annals.sqlite", "copy.sqlite")
  }

  @Test("Long texts, deep states, secrets, failures and strange names survive the way out and in")
  func hardRecords() async throws {
    let folder = try CommandFolder()
    let long = String(repeating: "Zürich & ünïcode 😀 ", count: 5_000)
    let deep = String(repeating: #"{"a":"#, count: 150) + "1" + String(repeating: "}", count: 150)
    let states: [String] = [
      #"{"text":"\#(long)","again":"\#(long)","short":"x"}"#, #"{"deep":\#(deep)}"#,
      #"{"number":12345678901234567890123456789012345678,"small":1e-130,"one":1.0,"tenth":0.1}"#,
      #"{"token":"ghp_0123456789abcdefghijklmnopqrstuvwxyz","keyboard":"qwerty"}"#,
    ]
    var lines: [String] = []
    for (index, state) in states.enumerated() {
      lines.append(
        #"{"operation_type":"UPDATE_FAILED","resource_type":"prompt","resource_id":"a/b#\#(index) \u001b","#
          + #""timestamp":"2025-12-16 20:30:00+01:00","before_state":\#(state),"after_state":{"short":"y"},"metadata":{"error":"no"}}"#)
    }
    let imported = try await folder.run("import", input: Data(lines.joined(separator: "\n").utf8))
    #expect(imported.status == 0, "\(imported.errors)")

    let exported = try await folder.run("export")
    #expect(exported.output.contains(long))
    #expect(!exported.output.contains("ghp_0123456789"))
    for number in ["12345678901234567890123456789012345678", "1e-130", "1.0", "0.1"] { #expect(exported.output.contains(":" + number)) }
    let copied = try await folder.run("import", "--store", "sqlite:copy.sqlite", "--json", input: Data(exported.output.utf8))
    #expect(copied.output.contains(#""new":4"#), "\(copied.output)\(copied.errors)")
    try await expectSame(folder, "annals.sqlite", "copy.sqlite")
  }

  @Test("A file in the way is kept when the store cannot be read, and replaced when it can")
  func file() async throws {
    let folder = try CommandFolder()
    try folder.write("old", to: "out.ndjson")
    let failed = try await folder.run("export", "-o", "out.ndjson", "--store", "sqlite:none.sqlite")
    #expect(failed.status == 1)
    #expect(try folder.read("out.ndjson") == "old")
    try await folder.run("log", "create", "PROMPT", "p-1")
    let done = try await folder.run("export", "-o", "out.ndjson")
    #expect(done.status == 0)
    #expect(try folder.read("out.ndjson").contains(#""resource_id":"p-1""#))
  }

  #if os(Linux)
    @Test("Output that cannot be written is one sentence and status 1")
    func fullDisk() async throws {
      let folder = try CommandFolder()
      try await folder.run("log", "create", "PROMPT", "p-1")
      let outcome = try await folder.run("export", "-o", "/dev/full")
      #expect(outcome.status == 1)
      #expect(outcome.errors == "annals: /dev/full cannot be written: no space left on device\n")
    }
  #endif

  @Test("Filters narrow what is exported")
  func filters() async throws {
    let folder = try CommandFolder()
    try await folder.run("log", "create", "PROMPT", "p-1", "--user", "ann", "--at", "2025-01-01")
    try await folder.run("log", "create", "DRAFT", "d-1", "--user", "ann", "--at", "2025-01-02")
    try await folder.run("log", "delete", "PROMPT", "p-1", "--user", "bob", "--at", "2025-01-03T12:00:00Z")
    #expect(try await folder.run("export", "--type", "prompt").lines.count == 2)
    #expect(try await folder.run("export", "--user", "ann").lines.count == 2)
    #expect(try await folder.run("export", "--from", "2025-01-02", "--to", "2025-01-03").lines.count == 2)
    #expect(try await folder.run("export", "--operation", "delete").lines.count == 1)
    #expect(try await folder.run("export", "--operation", "read").status == 0)
  }

  /// That two stores answer the same: records as they are shown, whole records, statistics.
  private func expectSame(_ folder: CommandFolder, _ left: String, _ right: String) async throws {
    for arguments in [["recent", "--all", "--json"], ["export"], ["stats", "--json"]] {
      let first = try await folder.run(arguments: arguments + ["--store", "sqlite:\(left)"]).output
      let second = try await folder.run(arguments: arguments + ["--store", "sqlite:\(right)"]).output
      #expect(first == second, "\(arguments) differ")
      #expect(!first.isEmpty)
    }
  }
}
