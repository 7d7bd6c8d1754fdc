import Annals
import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite("annals serve with a journal")
struct JournaledServeTests {
  /// Sends numbered records, two a request; every answer must be 202. Returns how many answers warned.
  private func send(_ count: Int, to server: RunningServer) async throws -> Int {
    var warned = 0
    for number in 0..<count {
      let records = ["a", "b"].map { #"{"operation_type":"CREATE","resource_type":"PROMPT","resource_id":"\#($0)-\#(number)"}"# }
      var request = URLRequest(url: try #require(URL(string: server.url + "/api/history/records")))
      request.httpMethod = "POST"
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data("[\(records.joined(separator: ","))]".utf8)
      let (_, response) = try await URLSession.shared.data(for: request)
      let answer = try #require(response as? HTTPURLResponse)
      #expect(answer.statusCode == 202)
      if answer.value(forHTTPHeaderField: "Warning") != nil { warned += 1 }
    }
    return warned
  }

  private func ids(_ folder: CommandFolder) async throws -> [String] {
    try await folder.run("recent", "--all", "--json").lines
      .map { try JSONParser.parse($0).object?["resource_id"]?.string ?? "" }.sorted()
  }

  @Test("What was answered with 202 while the store was down survives kill -9, and is stored once by the next start")
  func killed() async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder)
    let held = try await HeldStore(folder)
    #expect(try await send(10, to: server) == 0)
    let waiting = try JSONParser.parse(try await folder.run("journal", "status", "--json").output).object
    #expect(waiting?["waiting"] == 20)
    #expect(waiting?["holder"] == .string("process \(server.processID)"))
    #expect(await server.kill() == SIGKILL)
    try await held.release()
    #expect(try await ids(folder) == [])

    let next = try await RunningServer(in: folder)
    #expect(await next.stop() == 0)
    #expect(try await ids(folder) == ["a", "b"].flatMap { letter in (0..<10).map { "\(letter)-\($0)" } })
    #expect(try await folder.run("journal", "verify").status == 0)
  }

  @Test("A second signal ends the server at once and says that what waits is in the journal, which the next start stores")
  func impatience() async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder)
    let held = try await HeldStore(folder)
    #expect(try await send(2, to: server) == 0)
    let end = await server.stopAtOnce()
    #expect(end.status == 1)
    #expect(
      end.lines.last == "annals: stopped at once; what was not stored yet is in the journal, and is stored at the next start",
      "\(end.lines)")
    try await held.release()
    let next = try await RunningServer(in: folder)
    #expect(await next.stop() == 0)
    #expect(try await ids(folder).count == 4)
  }

  @Test("A second server on one journal says who has it, and what to do")
  func inUse() async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder)
    let second = try await folder.run("serve", "--port", "0")
    #expect(second.status == 1)
    #expect(
      second.errorLines.last
        == "annals: process \(server.processID) uses the journal at annals.sqlite.journal.d: stop it, or give this one "
        + "a folder of its own, by --journal FOLDER")
    let drain = try await folder.run("journal", "drain")
    #expect(drain.status == 1)
    #expect(drain.errors.contains("process \(server.processID) uses the journal"))
    let third = try await RunningServer(in: folder, ["--journal", "another.journal.d"])
    #expect(await third.stop() == 0)
    #expect(await server.stop() == 0)
  }

  @Test("Where there can be no journal by default the server warns and runs; one that was asked for is an error")
  func impossible() async throws {
    let folder = try CommandFolder()
    try folder.write("", to: "annals.sqlite.journal.d")
    let server = try await RunningServer(in: folder)
    #expect(server.warnings.count == 1)
    #expect(server.warnings.first?.hasPrefix("annals: warning: the server runs without a journal") == true, "\(server.warnings)")
    #expect(try await send(1, to: server) == 0)
    #expect(await server.stop() == 0)
    #expect(try await ids(folder).count == 2)

    for path in ["annals.sqlite.journal.d", "none/journal"] {
      let outcome = try await folder.run("serve", "--port", "0", "--journal", path)
      #expect(outcome.status == 1)
      #expect(outcome.errorLines.last?.hasPrefix("annals: the journal at \(path) cannot be used: ") == true, "\(outcome.errors)")
      #expect(outcome.errors.contains("--journal FOLDER"))
    }
  }

  @Test("A read-only folder is warned of", .enabled(if: getuid() != 0, "root may write everywhere"))
  func readOnly() async throws {
    let folder = try CommandFolder()
    let journal = folder.path("annals.sqlite.journal.d")
    try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
    let server = try await RunningServer(in: folder)
    #expect(server.warnings.first?.contains("may not write there") == true, "\(server.warnings)")
    #expect(await server.stop() == 0)
  }

  @Test(
    "Without a journal, by choice or for a store in memory, there is no folder and no warning",
    arguments: [
      ["--journal", "off"], ["--store", "memory:"], ["--set", "journal=off"],
    ])
  func off(arguments: [String]) async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder, arguments)
    #expect(server.warnings == [])
    #expect(await server.stop() == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.contains("journal") } == [])
  }

  @Test("A table's journal lies in the working folder and is named after it, also where the table is given by its ARN")
  func names() async throws {
    let folder = try CommandFolder()
    for store in ["dynamodb:history", "dynamodb:arn:aws:dynamodb:eu-central-1:000000000000:table/history"] {
      let outcome = try await folder.run("journal", "status", "--store", store)
      #expect(outcome.errors.contains("no journal at annals-history.journal.d"), "\(outcome.errors)")
    }
  }

  @Test(
    "A journal's setting without a meaning is status 64",
    arguments: [
      ("journal_sync=sometimes", "give batch, never, or a time from 1ms"), ("journal_sync=0", "give batch, never"),
      ("journal_limit=1KiB", "give bytes from 8MiB"), ("journal=", "give default, off"),
    ])
  func badSettings(assignment: String, right: String) async throws {
    let outcome = try await CommandFolder().run("serve", "--set", assignment)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains(right), "\(outcome.errors)")
  }
}
