import Annals
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import PromptService

@Suite("The README's story")
struct StoryTests {
  /// The commands of the README's `bash` blocks, a block at a time.
  private func blocks() throws -> [String] {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../README.md").standardized
    return try String(contentsOf: readme, encoding: .utf8).components(separatedBy: "```bash\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
  }

  /// What the commands print, run by a shell as they stand, on this server.
  private func run(_ commands: String, port: Int) async throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-euc", commands.replacingOccurrences(of: "127.0.0.1:8090", with: "127.0.0.1:\(port)")]
    let output = Pipe()
    process.standardOutput = output
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { process in
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        continuation.resume(with: process.terminationStatus == 0 ? .success(text) : .failure(CommandFailed(output: text)))
      }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }

  private struct CommandFailed: Error { let output: String }

  @Test("A prompt is deleted, found, and put back, by the commands as the README has them")
  func story() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "prompt-service-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let logger = Logger(label: "story", factory: { _ in SwiftLogNoOpLogHandler() })
    let application = try PromptApplication(folder: folder, logger: logger)
    let blocks = try blocks()
    try #require(blocks.count == 5)
    try await application.server(port: 0, logger: logger).test(.live) { client in
      let port = try #require(client.port)
      var answers: [String] = []
      for block in blocks {
        answers.append(try await run(block, port: port))
        try await application.history.flush()
      }
      #expect(answers[0].contains(#""version":"1.1""#))
      #expect(answers[1].contains("There is no prompt-1.1."))
      #expect(answers[2].contains(#""user_id":"admin@igad.org""#))
      #expect(answers[2].contains(#""text":"Summarise it in 200 words.""#))
      #expect(answers[3].components(separatedBy: "Summarise it in 200 words.").count == 3)
      #expect(answers[4].contains(#""reason":"deleted by mistake""#))
      #expect(answers[4].contains(#""restored":true"#))
    }
    let records = try await application.history.records(of: "PROMPT", id: "prompt-1.1").records
    #expect(records.map(\.operation) == [.read, .create, .read, .delete, .update, .create])
    #expect(records.map(\.user.id).dropFirst().first == "carol@igad.org")
    #expect(records[4].before?["version"] == "1.0")
    #expect(records[4].after?["version"] == "1.1")
    #expect(records[2].isFailed)
  }

  @Test("Proposals are tracked by closures in the same way")
  func proposals() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "prompt-service-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let application = try PromptApplication(folder: folder, logger: Logger(label: "story", factory: { _ in SwiftLogNoOpLogHandler() }))
    let proposals = application.proposals
    try await application.history.recording {
      _ = try await proposals.create(Proposal(id: "p", title: "A", promptID: "prompt-1.1", status: "draft"))
      _ = try await proposals.update(id: "p", title: "B", status: "sent")
      _ = try await proposals.get(id: "p")
      try await proposals.delete(id: "p")
      await #expect(throws: DocumentError.missing("p")) { try await proposals.delete(id: "p") }
    }
    let records = try await application.history.records(of: "PROPOSAL", id: "p").records
    #expect(records.map(\.operation) == [.delete, .delete, .read, .update, .create])
    #expect(records.map(\.isFailed) == [true, false, false, false, false])
    #expect(records[1].before?["title"] == "B")
    #expect(records[3].before?["title"] == "A")
  }
}
