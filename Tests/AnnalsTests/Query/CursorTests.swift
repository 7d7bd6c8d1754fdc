import Annals
import Foundation
import Testing

@Suite("Cursor")
struct CursorTests {
  static let ids = ["a", "#", "a/b#c", "\u{301}", "\u{E9}", "e\u{301}", "👩‍👩‍👧", "\u{0}", "\"\\", " ", String(repeating: "😀", count: 256)]

  static func cursor(id: String, type: String = "PROMPT", token: String? = "01J9Z3K8Q2") throws -> Cursor {
    let key = SortKey(
      timestamp: try Timestamp("2025-12-16T20:30:00.123456Z"), kind: .delete,
      token: try token.map { token throws(HistoryError) in try RecordToken(token) })
    return Cursor(after: RecordPosition(key: key, resource: try Resource(type, id)))
  }

  static func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  static func refusal(of text: String) -> HistoryError.Code? {
    do throws(HistoryError) {
      _ = try Cursor(text)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("A cursor comes back from its text, which is safe in URLs", arguments: ids)
  func roundTrip(id: String) throws {
    for type in ["PROMPT", "straße", "日本"] {
      for token in [nil, "T", "-_"] {
        let cursor = try Self.cursor(id: id, type: type, token: token)
        let text = cursor.description
        #expect(try Cursor(text) == cursor)
        #expect(text.utf8.allSatisfy { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0) })
      }
    }
  }

  @Test("Moments at the calendar's ends come back")
  func moments() throws {
    for microseconds in [Int64.min, -1, 0, 1, .max] {
      let key = SortKey(timestamp: Timestamp(microseconds: microseconds), kind: .read, token: nil)
      let cursor = Cursor(after: RecordPosition(key: key, resource: try Resource("A", "a")))
      #expect(try Cursor(cursor.description) == cursor)
    }
  }

  @Test("A cursor that was cut anywhere is refused", arguments: ["a", "ab", "abc"])
  func truncations(id: String) throws {
    let text = try Self.cursor(id: id).description
    for length in 0..<text.utf8.count { #expect(Self.refusal(of: String(text.prefix(length))) == .invalidCursor, "\(length)") }
    for length in 1...text.utf8.count { #expect(Self.refusal(of: String(text.dropFirst(length))) == .invalidCursor, "\(length)") }
  }

  @Test("A cursor of which one character was altered is refused", arguments: ["a", "ab", "abc"])
  func alterations(id: String) throws {
    let bytes = Array(try Self.cursor(id: id).description.utf8)
    // The last characters hold more or less than whole bytes, as the length has it; the others are alike.
    for index in bytes.indices.suffix(id == "a" ? bytes.count : 4) {
      for byte in UInt8(0)...127 where byte != bytes[index] {
        var altered = bytes
        altered[index] = byte
        guard Self.refusal(of: String(decoding: altered, as: UTF8.self)) == .invalidCursor else {
          Issue.record("\(byte) was taken for \(bytes[index]) at \(index)")
          continue
        }
      }
    }
  }

  @Test("Other texts of the same bytes are refused", arguments: ["a", "ab", "abc"])
  func otherTexts(id: String) throws {
    let text = try Self.cursor(id: id + "\u{3E}\u{3F}\u{FB}\u{FF}").description
    for other in [text + "=", text + "==", text + "A", " " + text, text + "\n", text + "é"] {
      #expect(Self.refusal(of: other) == .invalidCursor)
    }
  }

  @Test("A cursor of another version, or of no sense, is refused though its checksum is right")
  func crafted() throws {
    func text(version: UInt8 = 1, _ payload: String) -> String {
      Self.base64URL([version] + TextDigest(of: payload).bytes.prefix(4) + payload.utf8)
    }
    let good = #"[5,"READ","T","A","a"]"#
    #expect(try Cursor(text(good)).position.resource == Resource("A", "a"))
    let error = try #require(throws: HistoryError.self) { try Cursor(text(version: 2, good)) }
    #expect(error.code == .invalidCursor)
    #expect(error.description == "the cursor is of version 2, not 1: ask for the first page again")
    for payload in [
      "", "{}", "[]", #"[5,"READ","T","A"]"#, #"[5,"READ","T","A","a",1]"#, #"["5","READ","T","A","a"]"#, #"[5.5,"READ","T","A","a"]"#,
      #"[5,"PATCH","T","A","a"]"#,
      ##"[5,"READ","#","A","a"]"##, #"[5,"READ",7,"A","a"]"#, ##"[5,"READ","T","A#","a"]"##, #"[5,"READ","T","A",""]"#,
      #"[5,"READ","T","","a"]"#,
    ] {
      #expect(Self.refusal(of: text(payload)) == .invalidCursor, "\(payload)")
    }
  }

  @Test("The refusal says how long the cursor was and what to send")
  func sentence() throws {
    let error = try #require(throws: HistoryError.self) { try Cursor("nonsense") }
    #expect(error.description == "the cursor was cut short or altered (8 characters): send next_cursor as the last page gave it")
  }
}
