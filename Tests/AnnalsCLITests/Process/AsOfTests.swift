import Annals
import Foundation
import Testing

@Suite("annals as-of")
struct AsOfTests {
  /// Two prompts: one that is created, updated and deleted, and one that history met with an update.
  private func story() async throws -> CommandFolder {
    let folder = try CommandFolder()
    try await folder.run("log", "create", "PROMPT", "p-1", "--at", "2024-02-28T10:00:00Z", "--after", #"{"name":"One"}"#, "--user", "ann")
    try await folder.run(
      "log", "update", "PROMPT", "p-1", "--at", "2024-02-29T10:00:00Z", "--before", #"{"name":"One"}"#, "--after", #"{"name":"Two"}"#)
    try await folder.run("log", "delete", "PROMPT", "p-1", "--at", "2024-03-01T10:00:00Z", "--before", #"{"name":"Two"}"#)
    try await folder.run("log", "update", "PROMPT", "p-2", "--at", "2024-03-01T10:00:00Z", "--before", #"{"n":1}"#)
    return folder
  }

  @Test("All resources of a type are shown as they were, and those that were removed where they are asked for")
  func all() async throws {
    let folder = try await story()
    let leapDay = try await folder.run("as-of", "--type", "prompt", "--at", "2024-02-29")
    #expect(leapDay.status == 0)
    #expect(
      leapDay.lines == [
        #"p-1  since the UPDATE of 2024-02-29 10:00:00.000000 UTC by system  {"name":"Two"}"#,
        #"p-2  before the UPDATE of 2024-03-01 10:00:00.000000 UTC by system  {"n":1}"#,
      ], "\(leapDay.output)")
    let minute = try await folder.run("as-of", "--type", "PROMPT", "--at", "2024-02-28T10:00Z", "--json")
    let first = try #require(minute.lines.first)
    let json = try JSONParser.parse(first).object
    #expect(json?["status"] == "known" && json?["state"] == ["name": "One"] && json?["at"] == "2024-02-28T10:00:00.000000Z")
    let late = try await folder.run("as-of", "--type", "PROMPT", "--at", "2024-03-02", "--absent")
    #expect(late.lines.count == 2 && late.output.contains("p-1  since the DELETE of 2024-03-01 10:00:00.000000 UTC by system  absent"))
    #expect(late.output.contains("p-2  unknown: the UPDATE of 2024-03-01T10:00:00.000000Z was recorded without the state after it"))
    #expect(late.errors.contains("of 1 of them the state is unknown"))
  }

  @Test("One resource is shown whole; an unknown state and a type without any end with status 2")
  func one() async throws {
    let folder = try await story()
    let one = try await folder.run("as-of", "--type", "PROMPT", "--id", "p-1", "--at", "2024-02-29T09:59Z")
    #expect(one.output == "since the CREATE of 2024-02-28 10:00:00.000000 UTC by ann\n{\n  \"name\": \"One\"\n}\n", "\(one.errors)")
    #expect(try await folder.run("as-of", "--type", "PROMPT", "--id", "p-1", "--at", "2024-03-01T10:00Z").output.hasPrefix("absent: "))
    let unknown = try await folder.run("as-of", "--type", "PROMPT", "--id", "p-2", "--at", "2025-01-01", "--json")
    #expect(unknown.status == 2 && unknown.errors.contains("the state at 2025-01-01T23:59:59.999999Z is unknown: the UPDATE"))
    #expect(unknown.output.contains(#""status":"unknown""#))
    let none = try await folder.run("as-of", "--type", "NONE", "--at", "7d")
    #expect(none.status == 2 && none.output.isEmpty)
    #expect(try await folder.run("as-of", "--type", "PROMPT", "--at", "never").status == 64)
    #expect(try await folder.run("as-of", "--type", "PROMPT").status == 64)
  }
}
