import Annals
import Foundation
import Testing

/// What the fuzzer once broke redaction with, kept beside it.
@Suite("Redaction of what fuzzing found")
struct FuzzCorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../Fuzz/Corpus/redactor")
  private static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()) ?? []

  @Test("What was redacted stays as it is when it is redacted again", arguments: names)
  func again(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
    let text = String(decoding: bytes, as: UTF8.self)
    let state: JSONObject = ["text": .string(text), "value": (try? JSONValue(parsing: bytes)) ?? .null]
    let sanitizer = try defaultSanitizer.get()
    let once = sanitizer.sanitize(try record(before: state, metadata: ["error": .string(text)])).record
    #expect(sanitizer.sanitize(once).record == once)
  }

  @Test("The corpus is there")
  func isThere() { #expect(!Self.names.isEmpty) }
}
