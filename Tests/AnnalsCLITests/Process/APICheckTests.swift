import Annals
import Foundation
import Testing

/// The server against its own OpenAPI document, by a tool that reads the document and nothing else (schemathesis).
@Suite("The OpenAPI document, held against the server")
struct APICheckTests {
  private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Scripts/api-check")

  @Test("Requests made up from the document, good and bad, are answered as it says, and none with 5xx", .timeLimit(.minutes(10)))
  func document() async throws {
    let folder = try CommandFolder()
    for number in 0..<20 {
      let logged = try await folder.run("log", "update", "PROMPT", "p-\(number % 5)", "--after", #"{"n":\#(number)}"#)
      try #require(logged.status == 0, "\(logged.errors)")
    }
    let server = try await RunningServer(in: folder, ["--set", "rate_limit=0"])
    let process = Process()
    process.executableURL = Self.script
    process.arguments = ["run", server.url]
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    let report = folder.url.appendingPathComponent("report.txt")
    try Data().write(to: report)
    let output = try FileHandle(forWritingTo: report)
    process.standardOutput = output
    process.standardError = output
    try await CommandFolder.runToEnd(process)
    let text = try folder.read("report.txt")
    #expect(process.terminationStatus == 0, "\(text.suffix(12_000))")
    for line in text.split(separator: "\n") where line.contains("cases") || line.contains("generated") { print("OpenAPI check:\(line)") }
    #expect(await server.stop() == 0)
  }
}
