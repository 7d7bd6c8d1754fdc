import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import Testing

@Suite("annals import", .timeLimit(.minutes(10)))
struct ImportTests {
  static let line =
    #"{"operation_type":"CREATE","resource_type":"PROMPT","resource_id":"p-1","timestamp":"2025-12-16T20:30:00Z","user_id":"ann"}"#

  @Test("Real operations imported twice are there once, counted as they are")
  func realOperationsTwice() async throws {
    let folder = try CommandFolder()
    let first = try await folder.run("import", RealOperations.path, "--json")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == #"{"already_there":0,"bad":0,"broken_inputs":0,"new":36335,"read":36335}"# + "\n")

    let second = try await folder.run("import", input: Data(contentsOf: RealOperations.url))
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output == "36,335 records read: 0 new, 36,335 already there, 0 bad\n")

    let stats = try await folder.run("stats", "--json")
    let counts = try JSONParser.parse(stats.output.utf8).object
    #expect(counts?["total_operations"] == 36_335)
    #expect(counts?["operation_types"] == ["CREATE": 6_591, "UPDATE": 25_202, "DELETE": 4_542, "READ": 0])
  }

  @Test("Equal lines of one file stay as many as they are, however often it is imported")
  func equalLines() async throws {
    let folder = try CommandFolder()
    try folder.write([Self.line, Self.line, Self.line].joined(separator: "\n"), to: "a.ndjson")
    let first = try await folder.run("import", "a.ndjson", "a.ndjson", "--json")
    #expect(first.output.contains(#""already_there":3,"bad":0,"broken_inputs":0,"new":3,"read":6"#), "\(first.output)")
    let again = try await folder.run("import", "a.ndjson", "--json")
    #expect(again.output.contains(#""new":0"#), "\(again.output)")
  }

  @Test("A token that is derived tells nothing about a secret: records that differ in theirs alone get the same")
  func tokensOfSecrets() async throws {
    var ids: Set<String> = []
    for pin in ["1234", "9876"] {
      let folder = try CommandFolder()
      let record = Self.line.replacing(#""user_id":"ann""#, with: #""user_id":"ann","after_state":{"name":"A","pin":"\#(pin)"}"#)
      try folder.write(record, to: "a.ndjson")
      #expect(try await folder.run("import", "a.ndjson").status == 0)
      let shown = try await folder.run("recent", "--json")
      #expect(!shown.output.contains(pin))
      ids.insert(try JSONParser.parse(Data(shown.output.utf8)).object?["history_id"]?.string ?? "")
    }
    #expect(ids.count == 1 && !ids.contains(""))
  }

  @Test("Bad lines are told by file, number and reason, and cost no other line")
  func badLines() async throws {
    let folder = try CommandFolder()
    let bad = [
      "{", #"{"operation_type":"CREATE"}"#, "", Self.line, #"{"operation_type":"MOVE"}"#, "[1]",
      Self.line.replacing("20:30:00Z", with: "25:00:00Z"), "\u{1b}[31m",
    ]
    try folder.write(bad.joined(separator: "\r\n"), to: "bad.ndjson")
    let outcome = try await folder.run("import", "bad.ndjson", "--errors", "errors.txt")
    #expect(outcome.status == 1)
    #expect(outcome.output == "7 records read: 1 new, 0 already there, 6 bad\n")
    #expect(
      outcome.errorLines.map { $0.prefix(13) } == [
        "bad.ndjson:1:", "bad.ndjson:2:", "bad.ndjson:5:", "bad.ndjson:6:", "bad.ndjson:7:", "bad.ndjson:8:",
      ])
    #expect(outcome.errors.contains("timestamp"))
    #expect(!outcome.errors.contains("\u{1b}"))
    #expect(try folder.read("errors.txt") == outcome.errors)
  }

  @Test("At most twenty bad lines are told, and the others counted")
  func manyBadLines() async throws {
    let folder = try CommandFolder()
    try folder.write(String(repeating: "nonsense\n", count: 50), to: "bad.ndjson")
    let outcome = try await folder.run("import", "bad.ndjson", "--errors", "errors.txt")
    #expect(outcome.errorLines.count == 21)
    #expect(outcome.errorLines.last == "annals: 30 more bad lines; they are in errors.txt")
    #expect(try folder.read("errors.txt").split(separator: "\n").count == 50)
  }

  @Test("A gzip file that was cut short is told, and what came before is kept")
  func cutGzip() async throws {
    let folder = try CommandFolder()
    let whole = try Data(contentsOf: RealOperations.url)
    try folder.write(whole.prefix(whole.count / 2), to: "cut.ndjson.gz")
    let outcome = try await folder.run("import", "cut.ndjson.gz", "--json")
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.hasPrefix("annals: cut.ndjson.gz: the gzip file was cut short"), "\(outcome.errors)")
    let tally = try JSONParser.parse(outcome.output.utf8).object
    #expect(tally?["bad"] == 0)
    #expect(tally?["new"]?.number?.int ?? 0 > 10_000)
  }

  @Test("A file that is not there does not keep the others out")
  func missingFile() async throws {
    let folder = try CommandFolder()
    try folder.write(Self.line, to: "a.ndjson")
    let outcome = try await folder.run("import", "none.ndjson", "a.ndjson")
    #expect(outcome.status == 1)
    #expect(outcome.errors == "annals: none.ndjson cannot be read: no such file or directory\n")
    #expect(outcome.output == "1 record read: 1 new, 0 already there, 0 bad\n")
  }

  @Test("Secrets are redacted on their way in")
  func redaction() async throws {
    let folder = try CommandFolder()
    let secret = Self.line.replacing(#""user_id""#, with: #""after_state":{"login":{"password":"correct horse"}},"user_id""#)
    try folder.write(secret, to: "a.ndjson")
    try await folder.run("import", "a.ndjson")
    let shown = try await folder.run("recent", "--json")
    #expect(shown.output.contains("[REDACTED]"))
    #expect(!shown.output.contains("correct horse"))
  }

  @Test("A store that cannot be opened is one sentence and status 1")
  func unusableStore() async throws {
    let folder = try CommandFolder()
    try folder.write(Self.line, to: "a.ndjson")
    let outcome = try await folder.run("import", "a.ndjson", "--store", "sqlite:none/history.sqlite")
    #expect(outcome.status == 1)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.hasPrefix("annals: the database "), "\(outcome.errors)")
    #expect(outcome.errors.contains("none does not exist: make it first"), "\(outcome.errors)")
  }

  @Test("An interrupt stores what was read, tells how much, and ends by the signal")
  func interrupt() async throws {
    let folder = try CommandFolder()
    let process = folder.process(["import", "-"])
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data((Self.line + "\n").utf8))
    // Its store shows when it has taken the line; input stays open, so only the signal can end it.
    let store = try SQLiteStore(path: folder.path("annals.sqlite"))
    while try await store.statistics(.init()).total == 0 { await Task.yield() }
    process.interrupt()
    for await _ in ended {}
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == SIGINT)
    let summary = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(summary == "1 record read: 1 new, 0 already there, 0 bad\n")
  }
}
