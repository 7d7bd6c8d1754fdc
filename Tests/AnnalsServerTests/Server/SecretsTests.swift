import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import HTTPTypes
import Testing

@testable import AnnalsServer

/// A secret that came in is nowhere: not in the file, not in the log, not in an answer; what stands beside it is.
@Suite("Secrets, end to end")
struct SecretsTests {
  private static let secrets = ["hunter2-three-levels-deep", "hunter2-in-an-array", "hunter2-in-json-in-a-string", "hunter2-in-the-error"]
  private static let innocents = ["keyboard-layout", "token-count-41", "passport-office-bern", "beside-it"]

  private var record: String {
    promptJSON(
      "prompt-1",
      [
        "before_state": [
          "a": ["b": ["password": .string(Self.secrets[0]), "keyboard": .string(Self.innocents[0])]],
          "list": [["apiKey": .string(Self.secrets[1]), "tokenCount": .string(Self.innocents[1])]],
        ],
        "after_state": [
          "text": .string(#"{"secret": "\#(Self.secrets[2])", "passport_office": "\#(Self.innocents[2])"}"#)
        ],
        "metadata": ["success": false, "error": .string("login failed: password=\(Self.secrets[3]) note=\(Self.innocents[3])")],
      ])
  }

  @Test("A secret three levels deep, in an array, in JSON in a string, and in an error is nowhere; the innocents beside it are")
  func nowhere() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "annals-secrets-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore(path: folder.appending(path: "annals.sqlite").path)
    let logs = LogCollector()
    try await withServer(store: store, logger: logs.logger) { client, history in
      var answers = [try await client.store(record).text]
      history.log(
        .update, "PROMPT", id: "prompt-2", before: ["x": ["y": ["token": .string(Self.secrets[0])]]] as JSONObject,
        after: [["pin": .string(Self.secrets[1])]] as [JSONObject])
      try await history.flush()
      for uri in ["resource/PROMPT/prompt-1?full=true", "resource/PROMPT/prompt-2", "recent?full=true", "stats"] {
        answers.append(try await client.get("/api/history/\(uri)").text)
      }
      // A bad record beside it must not bring it into the problem's text.
      answers.append(try await client.post("/api/history/records", "[\(record), {\"password\": \"\(Self.secrets[0])\"}]").text)
      for secret in Self.secrets { #expect(!answers.contains { $0.contains(secret) }, "\(secret) is in an answer") }
      for innocent in Self.innocents { #expect(answers.contains { $0.contains(innocent) }, "\(innocent) is in no answer") }
    }
    try store.close()
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let bytes = try files.reduce(into: Data()) { $0.append(try Data(contentsOf: $1)) }
    #expect(!bytes.isEmpty)
    for secret in Self.secrets {
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) is in a file")
      #expect(!logs.lines.contains { $0.contains(secret) }, "\(secret) is in the log")
    }
    for innocent in Self.innocents { #expect(bytes.range(of: Data(innocent.utf8)) != nil, "\(innocent) is in no file") }
  }
}
