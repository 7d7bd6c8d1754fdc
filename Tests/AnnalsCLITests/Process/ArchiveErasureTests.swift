import Annals
import AnnalsTestSupport
import Foundation
import Testing

@Suite("annals forget and annals scan with an archive", .timeLimit(.minutes(5)))
struct ArchiveErasureTests {
  /// What `gzip` and `cat` tell of the files in the archive, searched for a text.
  private func holds(_ text: String, _ folder: CommandFolder) async throws -> Bool {
    let search = Process()
    search.executableURL = URL(fileURLWithPath: "/bin/sh")
    let old = folder.path("old")
    search.arguments = [
      "-c", "{ find '\(old)' -name '*.gz' -exec gzip -dc {} + ; find '\(old)' -name '*.json' -exec cat {} + ; } | grep -q -F '\(text)'",
    ]
    search.standardOutput = FileHandle.nullDevice
    try await CommandFolder.runToEnd(search)
    return search.terminationStatus == 0
  }

  private func exported(_ folder: CommandFolder) async throws -> [JSONObject] {
    let outcome = try await folder.run("export", "--include-archive", "old")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try outcome.lines.map { try JSONParser.parse($0).object ?? [:] }.filter { $0["resource_type"] != "HISTORY" }
  }

  @Test("An archive that is not named is told; named it is covered, also when the command is killed on its way")
  func forget() async throws {
    let folder = try CommandFolder()
    try folder.write(RealOperations.lines().prefix(4_000).joined(separator: "\n") + "\n", to: "operations.ndjson")
    #expect(try await folder.run("import", "operations.ndjson").status == 0)
    #expect(try await folder.run("archive", "--older-than", "1d", "--to", "old").status == 0)
    let before = try await exported(folder)
    let users = Dictionary(grouping: before, by: { $0["user_id"]?.string ?? "" }).mapValues(\.count)
    let (user, count) = try #require(users.max { $0.value < $1.value })
    #expect(try await holds(user, folder))

    let alone = try await folder.run("forget", "--user", user)
    #expect(alone.status == 2)
    #expect(alone.errors.contains("which is not covered: run this with --include-archive"), "\(alone.errors)")
    let looked = try await folder.run("forget", "--user", user, "--include-archive", "old")
    #expect(looked.status == 0 && looked.errors.isEmpty, "\(looked.errors)")
    #expect(
      looked.output.contains("\(count.formatted(.number.locale(Locale(identifier: "en_US")))) records of them in the archive"),
      "\(looked.output)")

    let process = folder.process(["forget", "--user", user, "--everywhere", "--apply", "--include-archive", "old"])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    let manifests = try FileManager.default.contentsOfDirectory(atPath: folder.path("old/_annals"))
    try process.run()
    while process.isRunning, try FileManager.default.contentsOfDirectory(atPath: folder.path("old/_annals")) == manifests {
      await Task.yield()
    }
    kill(process.processIdentifier, SIGKILL)
    for await _ in ended {}
    #expect(try await exported(folder).count == before.count)

    let done = try await folder.run("forget", "--user", user, "--everywhere", "--apply", "--include-archive", "old", "--json")
    #expect(done.status == 0, "\(done.errors)")
    #expect(try await !holds(user, folder))
    let after = try await exported(folder)
    #expect(after.map { $0["timestamp"] } == before.map { $0["timestamp"] })
    let pseudonym = try #require(try JSONParser.parse(done.output).object?["pseudonym"])
    #expect(after.count { $0["user_id"] == pseudonym } == count)
    let verified = try await folder.run("archive", "verify", "old")
    #expect(verified.status == 0, "\(verified.output)")
  }

  @Test("scan finds what is in the archive and, with --fix, redacts it there")
  func scan() async throws {
    let folder = try CommandFolder()
    let line =
      #"{"operation_type":"CREATE","resource_type":"PROMPT","resource_id":"p","timestamp":"2024-02-29T12:00:00Z","user_id":"ann","after_state":{"api_key":"tops3cret-one"}}"#
    try folder.write(line + "\n", to: "old.ndjson")
    #expect(try await folder.run("import", "old.ndjson", "--set", "redaction=false").status == 0)
    #expect(try await folder.run("archive", "--older-than", "1d", "--to", "old", "--set", "redaction=false").status == 0)
    let alone = try await folder.run("scan")
    #expect(alone.status == 0 && alone.errors.contains("which is not covered"), "\(alone.errors)")
    let found = try await folder.run("scan", "--include-archive", "old")
    #expect(found.status == 3 && found.output.contains("PROMPT /after_state/api_key"), "\(found.output)")
    #expect(try await holds("tops3cret", folder))
    let fixed = try await folder.run("scan", "--fix", "--include-archive", "old")
    #expect(fixed.status == 0 && fixed.output.contains("1 of 1 files rewritten"), "\(fixed.output) \(fixed.errors)")
    #expect(try await !holds("tops3cret", folder))
    #expect(try await folder.run("scan", "--include-archive", "old").status == 0)
    #expect(try await folder.run("scan", "--include-archive", "nowhere").status == 2)
  }
}
