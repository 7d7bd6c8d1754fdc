import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Secrets in identifiers")
struct IdentifierTests {
  private static func token(_ number: Int) -> String { fake("ghp", "_16C7e42F292c6912E7710c838347Ae178B4") + "\(number)" }

  @Test("A secret in an identifier gives way to a mark with a fingerprint, and the record is kept")
  func identifiers() throws {
    let result = try defaultSanitizer.get().sanitize(record(after: ["a": 1], id: "hook/\(Self.token(1))", user: Self.token(1))).record
    #expect(result.resource.id.wholeMatch(of: /hook\/\[REDACTED:[0-9a-f]{16}\]/) != nil)
    #expect(result.user.id.wholeMatch(of: /\[REDACTED:[0-9a-f]{16}\]/) != nil)
    #expect(result.after == ["a": 1])
    #expect(try defaultSanitizer.get().sanitize(result).record == result)
  }

  @Test("Two resources do not become one, with a fingerprint key or without", arguments: [nil, Array(repeating: UInt8(7), count: 32)])
  func apart(key: [UInt8]?) throws {
    var rules = RedactionRules()
    if let key { rules.fingerprintKey = try FingerprintKey(key) }
    let sanitizer = try Sanitizer(redaction: rules)
    let ids = try Set((0..<10).map { try sanitizer.sanitize(record(id: "hook/\(Self.token($0))")).record.resource.id })
    #expect(ids.count == 10)
  }

  @Test("Under a key a fingerprint cannot be tried out without it")
  func keyed() throws {
    var rules = RedactionRules()
    rules.fingerprintKey = try FingerprintKey(Array(repeating: 7, count: 32))
    let keyed = try Sanitizer(redaction: rules).sanitize(record(id: Self.token(1))).record.resource.id
    #expect(try keyed != defaultSanitizer.get().sanitize(record(id: Self.token(1))).record.resource.id)
  }

  @Test(
    "A number as an identifier stays, whatever it could be", arguments: ["4111111111111111", "1700000000000000", "1234567890123456789"])
  func numbers(id: String) throws {
    let result = try defaultSanitizer.get().sanitize(record(id: id, user: id)).record
    #expect(result.resource.id == id)
    #expect(result.user.id == id)
  }

  @Test("A resource, a user and a record are found by what they were called, though that is not kept")
  func found() async throws {
    let history = try HistoryService(store: MemoryStore(), logger: LogCollector().logger)
    let id = "hook/\(Self.token(1))"
    try await history.recording {
      for number in 0..<2 { history.log(.update, "HOOK", id: "hook/\(Self.token(number))", user: "u-\(Self.token(number))") }
      try await history.flush()
    }
    let found = try await history.records(of: "HOOK", id: id).records
    #expect(found.count == 1)
    #expect(found.first?.resource.id.contains("16C7") == false)
    #expect(try await history.records(matching: RecordFilter(user: User("u-\(Self.token(1))"))).records == found)
    let first = try #require(found.first)
    #expect(try await history.records(of: first.resource).records == found)
    let asSent = HistoryID(key: first.sortKey, resource: try Resource("HOOK", id))
    #expect(try await history.record(asSent) == first)
    var all: [HistoryRecord] = []
    for try await record in history.allRecords(matching: RecordFilter.resource(try Resource("HOOK", id))) { all.append(record) }
    #expect(all == found)
  }

  @Test("A record's token that is a secret gives way to another, always the same")
  func tokens() throws {
    let sent = HistoryRecord(
      .update, of: try Resource("PROMPT", "p"), at: Timestamp(microseconds: 0), token: try RecordToken(Self.token(1)))
    let once = try defaultSanitizer.get().sanitize(sent).record
    #expect(once.token != sent.token)
    #expect(try defaultSanitizer.get().sanitize(sent).record == once)
    #expect(try defaultSanitizer.get().sanitize(once).record == once)
    #expect(try defaultSanitizer.get().keptID(of: sent) == once.id)
  }
}
