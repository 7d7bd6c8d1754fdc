import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

@Suite("Sealed cursors")
struct CursorSealTests {
  private let store = MemoryStore()
  private let ann = Result {
    Principal(user: try User("ann"), roles: [.reader], scope: try AccessScope(json: ["resource_types": ["PROMPT"]]))
  }

  private func cursor(_ id: String = "secret-id") throws -> Cursor {
    Cursor(
      after: RecordPosition(
        key: SortKey(timestamp: Timestamp(microseconds: 5), kind: .read, token: nil), resource: try Resource("SECRET", id)))
  }

  @Test("A cursor comes back for who it was given to, in another process too, and knows its question")
  func roundTrip() async throws {
    let text = try await CursorSeal(store).text(of: cursor(), for: ann.get(), asking: "q")
    let same = try await CursorSeal(store).open(text, for: ann.get(), asking: "q")
    #expect(try same.cursor == cursor() && same.leadsOn)
    #expect(try await !CursorSeal(store).open(text, for: ann.get(), asking: "another").leadsOn)
    #expect(text.utf8.allSatisfy { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8.contains($0) })
  }

  @Test("A cursor tells nothing of the record that it stands on, nor by its length")
  func opaque() async throws {
    let seal = CursorSeal(store)
    let texts = [
      try await seal.text(of: cursor("a"), for: ann.get(), asking: "q"),
      try await seal.text(of: cursor("secret-id-that-is-longer"), for: ann.get(), asking: "q"),
    ]
    #expect(texts[0].utf8.count == texts[1].utf8.count)
    for text in texts {
      let bytes = try #require(Base64URL.bytes(in: text))
      #expect(!String(decoding: bytes, as: UTF8.self).contains("SECRET"))
      #expect(throws: HistoryError.self) { try Cursor(text) }
    }
  }

  @Test("Another user's cursor, one of another scope or role, and one that was altered are refused")
  func foreign() async throws {
    let seal = CursorSeal(store)
    let ann = try ann.get()
    let text = try await seal.text(of: cursor(), for: ann, asking: "q")
    let others = [
      Principal(user: try User("ben"), roles: [.reader], scope: ann.scope), Principal(user: ann.user, roles: [.reader]),
      Principal(user: ann.user, roles: [.auditor], scope: ann.scope),
    ]
    for other in others { #expect(await errorCode { _ = try await seal.open(text, for: other, asking: "q") } == .invalidCursor) }
    for index in text.indices {
      let character: Character = text[index] == "A" ? "B" : "A"
      let altered = text.replacingCharacters(in: index...index, with: String(character))
      #expect(await errorCode { _ = try await seal.open(altered, for: ann, asking: "q") } == .invalidCursor)
    }
  }

  @Test("A plain cursor is taken, but is no going on")
  func plain() async throws {
    let opened = try await CursorSeal(store).open(cursor().description, for: ann.get(), asking: "q")
    #expect(try opened.cursor == cursor() && !opened.leadsOn)
  }

  @Test("A cursor leads on for an hour; after that it is a new look")
  func sitting() async throws {
    let time = ManualTime()
    let start = time.now
    let seal = CursorSeal(store, now: { time.now })
    let text = try await seal.text(of: cursor(), for: ann.get(), asking: "q")
    time.now = start.advanced(byMicroseconds: 3_599_999_999)
    #expect(try await seal.open(text, for: ann.get(), asking: "q").leadsOn)
    time.now = start.advanced(byMicroseconds: 3_600_000_000)
    let late = try await seal.open(text, for: ann.get(), asking: "q")
    #expect(try !late.leadsOn && late.cursor == cursor())
  }
}
