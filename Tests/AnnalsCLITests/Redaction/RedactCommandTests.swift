import Annals
import Foundation
import Testing

@Suite("annals redact")
struct RedactCommandTests {
  private let state = #"{"name":"n","password":"hunter2","list":[{"note":"token=abc123 and more"}],"payload":"{\"apiKey\":\"zx81\"}"}"#

  @Test("JSON comes out as it would be kept, a value a line, and nothing is stored")
  func redacts() async throws {
    let folder = try CommandFolder()
    let outcome = try await folder.run("redact", input: Data((state + "\n[1]\n").utf8))
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      outcome.lines == [
        #"{"list":[{"note":"token=[REDACTED] and more"}],"name":"n","password":"[REDACTED]","payload":"{\"apiKey\":\"[REDACTED]\"}"}"#,
        "[1]",
      ])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasPrefix("annals") } == [])
  }

  @Test("An explanation names places, rules and reasons, and no secret")
  func explains() async throws {
    let folder = try CommandFolder()
    try folder.write(state, to: "state.json")
    let outcome = try await folder.run("redact", "--explain", "state.json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.count == 4)
    #expect(outcome.lines[0].hasPrefix("/list/0/note"))
    #expect(outcome.lines[0].contains("name_in_text"))
    #expect(outcome.lines[1].hasPrefix("/password") && outcome.lines[1].contains("value, 7 bytes"))
    #expect(outcome.lines[2].hasPrefix("/payload#/apiKey"))
    #expect(outcome.lines[3] == "3 places would be redacted")
    for secret in ["hunter2", "abc123", "zx81"] { #expect(!outcome.output.contains(secret)) }

    let json = try await folder.run("redact", "--explain", "--json", "state.json")
    let first = try JSONParser.parse(try #require(json.lines.first)).object
    #expect(first?["path"] == "/list/0/note")
    #expect(first?["rule"] == "name_in_text")
    #expect(first?["part"] == "text")
    #expect(first?["bytes"] == 6)
    #expect(first?["line"] == 1)
  }

  @Test("A record is taken for one: its ids and its metadata have their own places")
  func records() async throws {
    let record =
      #"{"operation_type":"UPDATE","resource_type":"PROMPT","resource_id":"a/password=hunter2","timestamp":"2025-12-16T20:30:00Z","#
      + #""user_id":"ann","after_state":{"pin":1234},"metadata":{"error":"Bearer abcdef123456"}}"#
    let outcome = try await CommandFolder().run("redact", "--explain", "--json", input: Data(record.utf8))
    let paths = try outcome.lines.map { try JSONParser.parse($0).object?["path"]?.string }
    #expect(Set(paths) == ["/resource_id", "/after_state/pin", "/metadata/error"])
  }

  @Test("The settings' rules hold")
  func settings() async throws {
    let folder = try CommandFolder()
    let input = Data(#"{"salary":5,"notes":"x","password":"p1"}"#.utf8)
    let outcome = try await folder.run(
      "redact", "--set", "redaction_names=salary", "--set", "redaction_allowed_paths=password", input: input,
      environment: ["ANNALS_REDACTION_PATHS": "notes"])
    #expect(outcome.output == #"{"notes":"[REDACTED]","password":"p1","salary":"[REDACTED]"}"# + "\n")
    let off = try await folder.run("redact", "--set", "redaction=false", input: input)
    #expect(off.output == #"{"notes":"x","password":"p1","salary":5}"# + "\n")
    #expect(off.errors.contains("redaction is off"))
  }

  @Test("What cannot be read is told by its line, and is status 1; the rest is done")
  func badInput() async throws {
    let folder = try CommandFolder()
    let lines = try await folder.run("redact", input: Data("{\"a\":1}\n{\"a\":\n{\"b\":2}\n".utf8))
    #expect(lines.status == 1)
    #expect(lines.lines == [#"{"a":1}"#, #"{"b":2}"#])
    #expect(lines.errors.contains("line 2 of standard input"))
    let whole = try await folder.run("redact", input: Data("{\"password\": hunter2}".utf8))
    #expect(whole.status == 1)
    #expect(!whole.errors.contains("hunter2"))
    #expect(try await folder.run("redact", "none.json").status == 1)
    #expect(try await folder.run("redact", "--json").status == 64)
  }

  @Test("What an error quotes is without secrets")
  func errors() async throws {
    let token = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"
    let outcome = try await CommandFolder().run("show", "x \(token)")
    #expect(outcome.status == 64)
    #expect(!outcome.errors.contains("16C7e42F"), "\(outcome.errors)")
  }
}
