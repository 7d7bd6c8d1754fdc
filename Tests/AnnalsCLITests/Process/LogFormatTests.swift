import Annals
import Foundation
import Logging
import Synchronization
import Testing

@testable import AnnalsCLI

@Suite("Structured logs")
struct LogFormatTests {
  private static let moment: @Sendable () -> Timestamp = { Timestamp(microseconds: 1_765_917_000_123_456) }

  /// What a handler writes for what a body logs.
  private func lines(_ body: (inout Logger) -> Void) -> [String] {
    final class Lines: Sendable { let all = Mutex<[String]>([]) }
    let lines = Lines()
    var logger = Logger(label: "annals") { label in
      JSONLogHandler(label: label, now: Self.moment) { line in lines.all.withLock { $0.append(line) } }
    }
    body(&logger)
    return lines.all.withLock { $0 }
  }

  @Test("An event is one JSON object on one line, with time, level, logger, message and metadata")
  func event() throws {
    let lines = lines { logger in
      logger[metadataKey: "own"] = "x"
      logger.warning("It failed", metadata: ["list": ["a", .stringConvertible(7)], "nested": ["k": "v"]])
      logger.debug("not told")
    }
    #expect(
      lines == [
        #"{"level":"warning","logger":"annals","message":"It failed","metadata":{"list":["a","7"],"nested":{"k":"v"},"own":"x"},"time":"2025-12-16T20:30:00.123456Z"}"#
          + "\n"
      ])
  }

  @Test("Nothing that is logged begins a line of its own or leaves its string")
  func injection() throws {
    let hostile = "x\"}\n{\"level\":\"critical\"}\r\n\u{85}\u{2028}\u{2029}\u{0}\u{1b}[2J\u{202e}\\"
    let lines = lines { logger in logger.error("\(hostile)", metadata: ["\(hostile)": "\(hostile)"]) }
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.unicodeScalars.filter { $0.value < 0x20 || [0x85, 0x2028, 0x2029, 0x202E].contains($0.value) } == ["\n"])
    let json = try #require(try JSONParser.parse(line).object)
    #expect(json["level"] == "error" && json["message"] == .string(hostile))
    #expect(json["metadata"]?.object?.members.first?.name == hostile)
    #expect(json["metadata"]?.object?.members.first?.value == .string(hostile))
  }

  @Test("With --log-format json everything that serve writes on standard error is JSON, a line each")
  func serve() async throws {
    let folder = try CommandFolder()
    let server = try await RunningServer(in: folder, ["--log-format", "json", "--auth", "keys"])
    let warning = try #require(try JSONParser.parse(server.warnings.first ?? "").object)
    #expect(warning["level"] == "error" && warning["message"]?.string?.contains("there is no key yet") == true)
    let greeting = try #require(try JSONParser.parse(server.greeting).object)
    #expect(greeting["level"] == "notice" && greeting["message"]?.string?.contains("listening on http://") == true)
    _ = try await Answer(of: server.url + "/api/history/recent?cursor=%0Ax")
    let (status, lines) = await server.stopAndTell()
    #expect(status == 0)
    #expect(!lines.isEmpty)
    for line in lines {
      let json = try #require(try JSONParser.parse(line).object, "\(line)")
      _ = try Timestamp(try #require(json["time"]?.string))
      #expect(json["level"]?.string != nil && json["message"]?.string != nil)
    }
    #expect(lines.contains { $0.contains("Request answered") })
  }

  @Test("A format that is none is status 64")
  func unknown() async throws {
    let outcome = try await CommandFolder().run("serve", "--log-format", "xml")
    #expect(outcome.status == 64 && outcome.errors.contains("text, json"))
  }
}
