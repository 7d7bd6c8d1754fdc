import Annals
import AnnalsTestSupport
import Foundation
import Testing

@Suite("Two servers on one file")
struct LiveServeTests {
  @Test("Who listens to one hears of what the other records, once, and of what the command line does", .timeLimit(.minutes(5)))
  func others() async throws {
    let folder = try CommandFolder()
    let first = try await RunningServer(in: folder)
    let second = try await RunningServer(in: folder, ["--journal", "off"])
    let live = try await LiveListener.listen(to: first)
    func has(_ id: String) -> ([UInt8]) -> Bool {
      { $0.firstRange(of: Array("\"resource_id\":\"\(id)\"".utf8)) != nil }
    }
    for (server, id) in [(first, "by-the-first"), (second, "by-the-second")] {
      let body = #"{"operation_type": "UPDATE", "resource_type": "PROMPT", "resource_id": "\#(id)"}"#
      let (status, answer) = try await CorpusServerTests().send("POST", server, "/api/history/records", body: body)
      #expect(status == 202, "\(answer)")
      await live.until(has(id))
    }
    #expect(try await folder.run("log", "create", "PROMPT", "by-the-command").status == 0)
    await live.until(has("by-the-command"))
    let text = String(decoding: live.bytes, as: UTF8.self)
    for id in ["by-the-first", "by-the-second", "by-the-command"] {
      #expect(text.components(separatedBy: "\"resource_id\":\"\(id)\"").count == 2, "\(id)")
    }
    #expect(await second.stop() == 0)
    #expect(await first.stop() == 0)
  }
}
