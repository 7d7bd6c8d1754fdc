import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("An API key's text and document")
struct AccessKeyTests {
  @Test("A key has a beginning, an id, a secret and a checksum, and comes back from its text")
  func format() throws {
    let key = AccessKeyText()
    #expect(key.text.hasPrefix("annals_\(key.id)_\(key.secret)"))
    #expect(key.text.utf8.count == 79 && key.id.utf8.count == 12 && key.secret.utf8.count == 52)
    #expect(try #require(AccessKeyText(key.text)) == key)
    #expect(AccessKeyText().text != key.text)
  }

  @Test("A key that was cut, or of which one character was altered, is told without the store")
  func altered() {
    let text = AccessKeyText().text
    for length in 0..<text.utf8.count { #expect(AccessKeyText(String(text.prefix(length))) == nil) }
    for index in text.indices {
      let other: Character = text[index] == "0" ? "1" : "0"
      #expect(AccessKeyText(text.replacingCharacters(in: index...index, with: String(other))) == nil)
    }
    for other in ["", text + "0", " " + text, text.uppercased(), text.replacing("_", with: "-")] { #expect(AccessKeyText(other) == nil) }
  }

  @Test("Our own redaction finds each of a thousand keys, wherever in a text")
  func redaction() throws {
    for _ in 0..<1000 {
      let key = AccessKeyText().text
      #expect(try sanitized(text: key) == "[REDACTED]")
      #expect(try sanitized(text: "curl -H 'X-API-Key: \(key)' said no")?.contains(key.suffix(20)) == false)
      #expect(try sanitized(text: "seen \(key), twice") == "seen [REDACTED], twice")
    }
    for innocent in ["annals_access_retention_days_setting", "annals_", "annals_history_by_time_and_user_index"] {
      #expect(try sanitized(text: innocent) == innocent)
    }
  }

  @Test("What is kept holds the secret's hash, and nothing of the secret")
  func document() async throws {
    let store = MemoryStore()
    let scope = try AccessScope(json: ["resource_types": ["PROMPT"], "hidden_fields": ["a.b"]])
    let made = try await AccessKeys(store).make(for: User("ann"), roles: [.reader, .writer], scope: scope, name: "for tests")
    let documents = try await store.documents(beginning: "keys/")
    #expect(documents.map(\.name.text) == ["keys/\(made.key.id)"])
    let text = String(decoding: try #require(documents.first).content, as: UTF8.self)
    let secret = try #require(AccessKeyText(made.text)).secret
    #expect(!text.contains(secret) && !text.contains(secret.prefix(8)))
    #expect(try AccessKey(document: documents[0]) == made.key)
    #expect(made.key.json["secret_sha256"] == nil)
  }

  @Test("A key's document that was altered opens nothing, and says what is wrong with it")
  func damaged() async throws {
    let store = MemoryStore()
    let made = try await AccessKeys(store).make(for: User("ann"), roles: [.reader])
    let document = try #require(try await store.documents(beginning: "keys/").first)
    let good = try #require(JSONParser.parse(document.content).object)
    let wrong: [(String, JSONValue?)] = [
      ("roles", []), ("roles", ["king"]), ("roles", "reader"), ("scope", ["unknown": []]), ("scope", ["users": []]), ("scope", nil),
      ("secret_sha256", "abc"), ("secret_sha256", nil), ("expires", "soon"), ("expires", 5), ("id", "0000000000aa"), ("user", ""),
    ]
    var version = 1
    for (name, value) in wrong {
      var json = good
      json[name] = value
      #expect(try await store.put(Array(JSONWriter.text(of: json).utf8), as: document.name, replacing: version))
      version += 1
      let error = await #expect(throws: HistoryError.self, "\(name)") { try await AccessKeys(store).verify(made.text) }
      #expect(error?.code == .invalidDocument)
      #expect(error?.description.contains("keys/\(made.key.id)") == true)
    }
  }
}
