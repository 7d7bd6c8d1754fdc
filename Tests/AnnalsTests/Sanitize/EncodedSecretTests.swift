import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("Encoded secrets")
struct EncodedSecretTests {
  @Test("What is encoded within a text goes as a whole, and the text around it stays")
  func encoded() throws {
    let secret = Data("{\"password\":\"hunter2\",\"n\":1}".utf8).base64EncodedString()
    #expect(try sanitized(text: "state=\(secret)&page=2") == "state=[REDACTED]&page=2")
    #expect(try sanitized(text: "see \(Data(secret.utf8).base64EncodedString()) here") == "see [REDACTED] here")
    let digits = "password=hunter2".utf8.map { String(format: "%02x", $0) }.joined()
    #expect(try sanitized(text: "0x\(digits), and") == "[REDACTED], and")
  }

  @Test("What is escaped goes alone, wherever the escapes end")
  func escaped() throws {
    #expect(try sanitized(text: "to=postgres%3A%2F%2Fapp%3Ahunter2%40db%2Fx&n=1") == "to=postgres%3A%2F%2Fapp%3A[REDACTED]%40db%2Fx&n=1")
    #expect(try sanitized(text: "a {\\u0022pin\\u0022:\\u00221234\\u0022} b") == "a {\\u0022pin\\u0022:\\u0022[REDACTED]\\u0022} b")
    #expect(try sanitized(text: "<p>&quot;pin&quot;:&quot;1234&quot;</p>") == "<p>&quot;pin&quot;:&quot;[REDACTED]&quot;</p>")
  }

  @Test(
    "Innocent Base64, digests and paths stay", arguments: ["aGVsbG8gd29ybGQsIGhvdyBhcmUgeW91", "src/main/java/com/example/app/Main.java"])
  func innocent(text: String) throws {
    #expect(try sanitized(text: text) == text)
  }

  @Test("A private key whose lines are the elements of an array goes, and what follows stays")
  func keyLines() throws {
    let lines: [JSONValue] = ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBg", "kqhkiG9w0BAQ==", "-----END PRIVATE KEY-----", "after it"]
    let result = try sanitized(["lines": .array(lines), "cut": .array(Array(lines.prefix(2)) + ["Hello, world!"])])
    let mark = JSONValue.string("[REDACTED]")
    #expect(result == ["lines": [mark, mark, mark, mark, "after it"], "cut": [mark, mark, "Hello, world!"]])
  }

  @Test(
    "An escape that is cut, or none, leaves the text as it is",
    arguments: ["100% of it", "%", "%4", "\\", "\\u00", "\\ud83d x", "a & b &quot"])
  func noEscapes(text: String) throws {
    #expect(try sanitized(text: text) == text)
  }

  @Test("Bytes find their way back through escapes")
  func mapping() throws {
    var text = "a%20b%3Dc\u{e9}%C3%A9d"
    try text.withUTF8 { bytes in
      let unescaped = try #require(UnescapedText(bytes, isMapped: true))
      #expect(String(decoding: unescaped.bytes, as: UTF8.self) == "a b=c\u{e9}\u{e9}d")
      #expect(unescaped.original(1..<2) == 1..<4)
      #expect(unescaped.original(2..<3) == 4..<5)
      #expect(unescaped.original(3..<4) == 5..<8)
      #expect(unescaped.original(0..<unescaped.bytes.count) == 0..<bytes.count)
    }
  }
}
