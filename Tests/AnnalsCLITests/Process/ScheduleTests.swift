import Annals
import Foundation
import Testing

@Suite("annals schedule")
struct ScheduleTests {
  private static let file = """
    schedule:
      nightly:
        job: cleanup
        at: "0 3 * * *"
        time_zone: Europe/Berlin
        days_to_keep: 365
      counts:
        job: rollup
        at: "@daily"
    """

  /// A folder with a schedule, and records of 800, 400 and 1 days ago.
  private func folder() async throws -> CommandFolder {
    let folder = try CommandFolder()
    try folder.write(Self.file, to: "schedule.yaml")
    let lines = [800, 400, 1].map { days in
      let moment = Timestamp.now.advanced(byMicroseconds: -Int64(days) * 86_400_000_000)
      return #"{"operation_type":"UPDATE","resource_type":"PROMPT","resource_id":"p-\#(days)","timestamp":"\#(moment)"}"#
    }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "old.ndjson")
    try #require(try await folder.run("import", "old.ndjson").status == 0)
    return folder
  }

  @Test("check says when each entry is due next, and asks no store")
  func check() async throws {
    let folder = try CommandFolder()
    try folder.write(Self.file, to: "schedule.yaml")
    let outcome = try await folder.run(
      "schedule", "check", "--schedule", "schedule.yaml", environment: ["ANNALS_STORE": "sqlite:/none/x.sqlite"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.lines.first == "nightly: cleanup days_to_keep=365 at 0 3 * * * (Europe/Berlin)")
    #expect(outcome.lines.count == 8)
    let json = try await folder.run("schedule", "check", "--schedule", "schedule.yaml", "--json")
    let entry = try #require(try JSONParser.parse(json.lines.last ?? "").object)
    #expect(entry["name"] == "counts" && entry["next"]?.array?.count == 3)
    #expect(entry["next"]?.array?.first?.string?.hasSuffix("T00:00:00.000000Z") == true)
  }

  @Test("A mistake is one sentence with its line, and status 64; so is a file that is not there, or not named")
  func mistakes() async throws {
    let folder = try CommandFolder()
    try folder.write("schedule:\n  x:\n    job: cleanup\n    at: 99 * * * *\n    days_to_keep: 3\n", to: "bad.yaml")
    for (arguments, right) in [
      (["check", "--schedule", "bad.yaml"], "bad.yaml:4:9: \"99\" is no minute"),
      (["check", "--schedule", "none.yaml"], "none.yaml cannot be read"),
      (["check"], "give --schedule FILE"),
    ] {
      let outcome = try await folder.run(arguments: ["schedule"] + arguments)
      #expect(outcome.status == 64)
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains(right), "\(outcome.errors)")
    }
    let serve = try await folder.run("serve", "--port", "0", "--store", "memory:", "--schedule", "bad.yaml")
    #expect(serve.status == 64 && serve.errors.contains("bad.yaml:4:9"))
  }

  @Test("run does what is due once, whoever calls it again; --now does it again; list tells of it, and so does the history")
  func run() async throws {
    let folder = try await folder()
    func run(_ arguments: String...) async throws -> CommandFolder.Outcome {
      try await folder.run(arguments: ["schedule"] + arguments + ["--schedule", "schedule.yaml"])
    }
    #expect(try await run("list").output.contains("last    never"))
    let first = try await run("run", "nightly", "--json")
    #expect(first.status == 0, "\(first.errors)")
    let report = try #require(try JSONParser.parse(first.output).object)
    #expect(report["finished"] == true && report["removed"] == 2)
    let second = try await run("run", "nightly")
    #expect(second.status == 0 && second.output.isEmpty && second.errors.contains("give --now to run it again"))
    let third = try await run("run", "nightly", "--now", "--by", "ann")
    #expect(third.status == 0 && third.lines.contains("removed: 0"), "\(third.output)\(third.errors)")
    let counts = try await run("run", "counts", "--json")
    #expect(try JSONParser.parse(counts.output).object?["total_operations"]?.number?.int == 3, "\(counts.output)")
    let listed = try #require(try JSONParser.parse(try await run("list", "--json").lines.first ?? "").object)
    #expect(listed["last"]?.object?["outcome"] == "done" && listed["fence"] == 2 && listed["running"] == nil)
    let runs = try await folder.run("recent", "--json").lines.map { try JSONParser.parse($0).object ?? [:] }
      .filter { $0["resource_id"] == "access/schedule/nightly" }
    #expect(runs.map { $0["user_id"] } == ["ann", "schedule"])
    #expect(try await run("run", "weekly").status == 64)
  }

  @Test("Four processes that are started at once run it once")
  func once() async throws {
    let folder = try await folder()
    let outcomes = try await withThrowingTaskGroup(of: CommandFolder.Outcome.self) { group in
      for _ in 0..<4 { group.addTask { try await folder.run("schedule", "run", "nightly", "--schedule", "schedule.yaml", "--json") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes.map(\.errors))")
    #expect(outcomes.filter { !$0.output.isEmpty }.count == 1)
    let runs = try await folder.run("recent", "--json").lines.filter { $0.contains("access/schedule/nightly") }
    #expect(runs.count == 1)
  }
}
