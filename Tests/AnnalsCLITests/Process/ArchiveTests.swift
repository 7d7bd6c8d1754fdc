import Annals
import AnnalsTestSupport
import Foundation
import Testing

@Suite("annals archive", .timeLimit(.minutes(5)))
struct ArchiveTests {
  /// A folder whose store has the first lines of the real operations.
  private static func filled(_ count: Int) async throws -> CommandFolder {
    let folder = try CommandFolder()
    try folder.write(RealOperations.lines().prefix(count).joined(separator: "\n") + "\n", to: "operations.ndjson")
    let imported = try await folder.run("import", "operations.ndjson")
    #expect(imported.status == 0, "\(imported.errors)")
    return folder
  }

  private static func exported(_ folder: CommandFolder, _ more: String...) async throws -> [String] {
    let outcome = try await folder.run(arguments: ["export"] + more)
    #expect(outcome.status == 0, "\(outcome.errors)")
    // That it was archived is a record of its own.
    return outcome.lines.filter { !$0.contains("\"resource_type\":\"HISTORY\"") }
  }

  private static func object(_ outcome: CommandFolder.Outcome) throws -> JSONObject {
    try #require(try JSONParser.parse(outcome.output).object, "\(outcome.errors)")
  }

  @Test("Old records are moved, listed, verified, searched, looked through with the store, and brought back")
  func story() async throws {
    let folder = try await Self.filled(1_500)
    let before = try await Self.exported(folder)
    let plan = try await folder.run("archive", "--older-than", "2013-12-01", "--to", "old", "--dry-run", "--json")
    let count = try #require(Self.object(plan)["archived"]?.number?.int)
    #expect((1..<1_500).contains(count))
    #expect(try await Self.exported(folder) == before)

    let run = try await folder.run("archive", "--older-than", "2013-12-01", "--to", "old", "--json", "--by", "root")
    let report = try Self.object(run)
    #expect(run.status == 0 && report["archived"] == .number(JSONNumber(count)), "\(run.errors)")
    #expect(try await Self.exported(folder).count == 1_500 - count)
    #expect(try await Self.exported(folder, "--include-archive", "old") == before)
    let again = try await folder.run("archive", "--older-than", "2013-12-01", "--to", "old", "--json")
    #expect(try Self.object(again)["archived"] == 0)

    let list = try await folder.run("archive", "list", "old")
    #expect(list.status == 0 && list.output.contains("records"), "\(list.errors)")
    let parts = try await folder.run("archive", "list", "old", "--json")
    #expect(parts.lines.count == report["parts"]?.number?.int)
    let verified = try await folder.run("archive", "verify", "old", "--json")
    #expect(verified.status == 0, "\(verified.output)")
    #expect(try Self.object(verified)["head"] == report["head"])
    #expect(try Self.object(verified)["head_known"] == true)
    let found = try await folder.run("archive", "search", "old", "--all", "--full", "--json")
    #expect(found.lines == Array(before.suffix(count)))

    // One record, one resource's history.
    let oldestLine = try #require(before.last)
    let oldest = try #require(try JSONParser.parse(oldestLine).object)
    let id = try #require(oldest["history_id"]?.string)
    #expect(try await folder.run("show", id, "--json").status == 2)
    let shown = try await folder.run("show", id, "--json", "--full", "--include-archive", "old")
    #expect(shown.lines == [before.last])
    let type = try #require(oldest["resource_type"]?.string)
    let resource = try #require(oldest["resource_id"]?.string)
    let history = try await folder.run("history", type, resource, "--all", "--full", "--json", "--include-archive", "old")
    #expect(history.lines == before.filter { (try? JSONParser.parse($0).object?["resource_id"]?.string == resource) ?? false })

    let restored = try await folder.run("archive", "restore", "old", "--json")
    #expect(try Self.object(restored)["new"] == .number(JSONNumber(count)), "\(restored.errors)")
    #expect(try await Self.exported(folder) == before)
    #expect(try Self.object(await folder.run("archive", "restore", "old", "--json"))["new"] == 0)
    // Lines of an archive can be imported too, elsewhere.
    let gunzip = Process()
    gunzip.executableURL = URL(fileURLWithPath: "/bin/sh")
    gunzip.arguments = ["-c", "find '\(folder.path("old"))' -name '*.gz' -exec gzip -dc {} + > '\(folder.path("lines.ndjson"))'"]
    try await CommandFolder.runToEnd(gunzip)
    let imported = try await folder.run("import", "lines.ndjson", "--store", "sqlite:copy.sqlite", "--json")
    #expect(try Self.object(imported)["new"] == .number(JSONNumber(count)), "\(imported.errors)")
    #expect(try await Self.exported(folder, "--store", "sqlite:copy.sqlite") == Array(before.suffix(count)))
  }

  /// Starts `annals`, kills it with SIGKILL once the condition holds, and waits for its end.
  private func runAndKill(_ folder: CommandFolder, _ arguments: [String], once isReached: () throws -> Bool) async throws {
    let process = folder.process(arguments)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    while process.isRunning, try !isReached() { await Task.yield() }
    kill(process.processIdentifier, SIGKILL)
    for await _ in ended {}
  }

  private static func files(_ folder: CommandFolder, _ path: String) -> Int {
    var count = 0
    for case let name as String in FileManager.default.enumerator(atPath: folder.path(path)) ?? .init() where name.hasSuffix(".gz") {
      count += 1
    }
    return count
  }

  @Test("Archiving that is killed anywhere loses nothing, and the next run ends it", arguments: [1, 20, 120, 199, 201, 230])
  func killed(atFile number: Int) async throws {
    let folder = try await Self.filled(6_000)
    let before = try await Self.exported(folder)
    let arguments = ["archive", "--older-than", "1d", "--to", "old"]
    try await runAndKill(folder, arguments) { Self.files(folder, "old") >= number }
    if FileManager.default.fileExists(atPath: folder.path("old/_annals/manifest-00000001.json")) {
      #expect(try await Self.exported(folder, "--include-archive", "old") == before)
    } else {
      #expect(try await Self.exported(folder) == before)
    }
    let end = try await folder.run(arguments: arguments + ["--json"])
    #expect(end.status == 0, "\(end.errors)")
    #expect(try await Self.exported(folder) == [])
    #expect(try await Self.exported(folder, "--include-archive", "old") == before)
    let verified = try await folder.run("archive", "verify", "old")
    #expect(verified.status == 0, "\(verified.output)")
  }

  @Test("A restore that is killed is brought to its end by the next, every record once")
  func killedRestore() async throws {
    let folder = try await Self.filled(6_000)
    let before = try await Self.exported(folder)
    #expect(try await folder.run("archive", "--older-than", "1d", "--to", "old").status == 0)
    let copy = ["archive", "restore", "old", "--store", "sqlite:copy.sqlite"]
    try await runAndKill(folder, copy) {
      let log = try? FileManager.default.attributesOfItem(atPath: folder.path("copy.sqlite-wal"))[.size] as? Int
      return (log ?? 0) > 300_000
    }
    let end = try await folder.run(arguments: copy + ["--json"])
    #expect(end.status == 0, "\(end.errors)")
    #expect(try Self.object(end)["read"] == 6_000)
    #expect(try await Self.exported(folder, "--store", "sqlite:copy.sqlite") == before)
  }

  @Test("An archive that was changed is told by verify and by whoever reads it, with status 1")
  func damaged() async throws {
    let folder = try await Self.filled(300)
    #expect(try await folder.run("archive", "--older-than", "1d", "--to", "old").status == 0)
    let list = try await folder.run("archive", "list", "old", "--json")
    let part = try Self.object(CommandFolder.Outcome(status: 0, wasKilled: false, output: list.lines.first ?? "", errors: list.errors))
    let path = folder.path("old/\(part["path"]?.string ?? "none")")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let verified = try await folder.run("archive", "verify", "old")
    #expect(verified.status == 1)
    #expect(verified.output.contains("was changed after it was written"))
    #expect(try await folder.run("archive", "restore", "old").status == 1)
    #expect(try await folder.run("recent", "--all", "--include-archive", "old").status == 1)
  }

  @Test("A clean-up that archives first loses nothing; one that would empty the history asks for its number")
  func cleanup() async throws {
    let folder = try await Self.filled(500)
    let before = try await Self.exported(folder)
    let refused = try await folder.run("cleanup", "--keep-days", "30", "--yes", "--archive-first", "old")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("--yes-remove 500"), "\(refused.errors)")
    #expect(try await Self.exported(folder) == before)
    let wrong = try await folder.run("cleanup", "--keep-days", "30", "--yes", "--yes-remove", "50")
    #expect(wrong.status == 1)
    let done = try await folder.run("cleanup", "--keep-days", "30", "--yes", "--yes-remove", "500", "--archive-first", "old", "--json")
    #expect(try Self.object(done)["removed"] == 500, "\(done.errors)")
    #expect(try await Self.exported(folder) == [])
    #expect(try await Self.exported(folder, "--include-archive", "old") == before)
    let plain = try await Self.filled(500)
    let kept = try await plain.run("cleanup", "--keep-days", "30", "--yes", "--yes-remove", "500", "--keep-last", "--json")
    let removed = kept.status == 0 ? try Self.object(kept)["removed"]?.number?.int ?? 0 : 0
    #expect(removed < 500)
    #expect(try await !Self.exported(plain).isEmpty)
  }

  @Test(
    "What has no meaning is told with what would be right",
    arguments: [
      (["archive"], "--older-than"), (["archive", "--older-than", "1d"], "--to"),
      (["archive", "--older-than", "2999-01-01", "--to", "x"], "not in the past"),
      (["archive", "--older-than", "soon", "--to", "x"], "soon"),
      (["archive", "--older-than", "1d", "--to", "s3://"], "s3://BUCKET/PREFIX"),
      (["archive", "--older-than", "1d", "--to", "x", "--lock-days", "3"], "--lock-mode"),
      (["archive", "search", "x", "--id", "y"], "--type"), (["archive", "verify", "x", "--head", "12"], "64 hexadecimal digits"),
    ])
  func usage(arguments: [String], right: String) async throws {
    let folder = try await Self.filled(1)
    let outcome = try await folder.run(
      arguments: arguments, environment: ["AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"])
    #expect(outcome.status == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(right), "\(outcome.errors)")
  }

  @Test("Where there is no archive, status 2 says so", arguments: ["list", "search", "restore", "verify"])
  func nothing(verb: String) async throws {
    let folder = try await Self.filled(1)
    let outcome = try await folder.run("archive", verb, "nowhere")
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(outcome.errors.contains("there is no archive at nowhere"))
  }
}
