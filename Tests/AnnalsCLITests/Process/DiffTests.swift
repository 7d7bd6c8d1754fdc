import Annals
import Foundation
import Testing

@Suite("annals diff")
struct DiffTests {
  private static let old = "Write what was decided, in one sentence each, and leave out greetings."
  private static let new = "Write what was decided, in two sentences each, and leave out greetings."

  /// A prompt that is created, updated and deleted.
  private func story() async throws -> CommandFolder {
    let folder = try CommandFolder()
    let before = #"{"name":"One","tags":["a","b"],"text":"\#(Self.old)"}"#
    let after = #"{"name":"Two","tags":["new","a","b"],"text":"\#(Self.new)"}"#
    try await folder.run("log", "create", "PROMPT", "p-1", "--at", "2025-01-01T10:00:00Z", "--after", before)
    try await folder.run("log", "update", "PROMPT", "p-1", "--at", "2025-01-02T10:00:00Z", "--before", before, "--after", after)
    try await folder.run("log", "delete", "PROMPT", "p-1", "--at", "2025-01-03T10:00:00Z", "--before", after)
    return folder
  }

  private let expected = """
    ~ /name
      - "One"
      + "Two"
    + /tags/0: "new"
    ~ /text
      Write what was decided, in [-one-]{+two+} [-sentence-]{+sentences+} each, and leave out greetings.

    """

  @Test("A record's difference tells each change, and marks words in long texts")
  func record() async throws {
    let folder = try await story()
    let line = try #require(try await folder.run("recent", "--operation", "update", "--json").lines.first)
    let id = try HistoryRecord(json: JSONValue(parsing: line.utf8)).id
    let outcome = try await folder.run("diff", id.description)
    #expect(outcome.status == 0)
    #expect(outcome.output == expected)
  }

  @Test("A resource's difference between two moments is that of its states then")
  func moments() async throws {
    let folder = try await story()
    #expect(try await folder.run("diff", "prompt", "p-1", "--from", "2025-01-01T12:00:00Z", "--to", "2025-01-02").output == expected)
    let patch = try await folder.run("diff", "PROMPT", "p-1", "--from", "2025-01-02T12:00:00Z", "--patch").output
    #expect(patch == #"[{"op":"replace","path":"","value":null}]"# + "\n")
  }

  @Test("What history cannot say is said, and a moment without a resource is refused")
  func unknown() async throws {
    let folder = try await story()
    let never = try await folder.run("diff", "PROMPT", "p-2", "--from", "2024-01-01")
    #expect(never.status == 2)
    #expect(never.errors.contains("nothing was recorded of PROMPT until 2024-01-01"))
    // What was created later was not there.
    #expect(try await folder.run("diff", "PROMPT", "p-1", "--from", "2024-01-01", "--to", "2025-01-01").output.hasPrefix("+ "))
    #expect(try await folder.run("diff", "PROMPT", "--from", "2024-01-01").status == 64)
    #expect(try await folder.run("diff", "PROMPT", "p-1").status == 64)
  }
}
