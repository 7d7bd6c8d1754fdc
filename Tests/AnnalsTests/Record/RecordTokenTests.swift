import Annals
import AnnalsTestSupport
import Testing

@Suite("RecordToken")
struct RecordTokenTests {
  @Test(
    "A token has 1 to 64 letters, digits, - and _", arguments: ["0", "a", "Z", "-", "_", "01J9Z3K8Q2", String(repeating: "x", count: 64)])
  func accepts(text: String) throws {
    #expect(try RecordToken(text).description == text)
  }

  @Test(
    "Anything else is refused with what would be right",
    arguments: [
      "", String(repeating: "x", count: 65), "a b", "a#b", "a/b", "a.b", "a+b", "a=", "é", "a\u{0}", "a\n", "\u{661}", "a\u{301}",
    ])
  func refuses(text: String) throws {
    let error = try #require(throws: HistoryError.self) { try RecordToken(text) }
    #expect(error.code == .invalidToken)
    #expect(error.description == "the token \"\(text.prefix(70))\" is not one: send 1 to 64 letters, digits, - or _")
  }

  @Test("Tokens of one task grow, so that operations of one microsecond stay in order")
  func increases() throws {
    var last = RecordToken.next()
    for _ in 0..<100_000 {
      let next = RecordToken.next()
      guard last < next else {
        Issue.record("\(next) does not follow \(last)")
        return
      }
      last = next
    }
    #expect(try RecordToken(last.description) == last)
    #expect(last.description.utf8.count == 13)
  }

  @Test("Tokens that eight tasks make at once are all different")
  func unique() async {
    let tokens = await withTaskGroup(of: [RecordToken].self) { group in
      for _ in 0..<8 { group.addTask { (0..<100_000).map { _ in RecordToken.next() } } }
      return await group.reduce(into: Set<RecordToken>()) { $0.formUnion($1) }
    }
    #expect(tokens.count == 800_000)
  }

  @Test("The random part does not repeat with the count")
  func randomPart() {
    let parts = Set((0..<10_000).map { _ in RecordToken.next().description.suffix(6) })
    #expect(parts.count > 9_990)
  }

  @Test("A derived token is the same for the same content and occurrence, and another for another")
  func derived() throws {
    // Fixed: an import today must find the records of an import of last year.
    #expect(RecordToken.derived(from: "{}", occurrence: 0).description == "J15RTV1MVBGAXAPT6J9B")
    #expect(RecordToken.derived(from: "{}", occurrence: 1).description == "M7VVMPYKM7WNRWGEP7NV")
    #expect(RecordToken.derived(from: "{\"é\":1}", occurrence: 0) != .derived(from: "{\"e\u{301}\":1}", occurrence: 0))
    #expect(RecordToken.derived(from: "a#1", occurrence: 0) != .derived(from: "a", occurrence: 10))
    let many = Set((0..<10_000).map { RecordToken.derived(from: "{}", occurrence: $0) })
    #expect(many.count == 10_000)
    #expect(try many.allSatisfy { try RecordToken($0.description) == $0 })
  }

  @Test("A record's derived token does not depend on the shape that the record was read from")
  func derivedAcrossShapes() throws {
    let shapes = [
      #"{"operation_type":"DELETE","resource_type":"PROMPT","resource_id":"p","timestamp":"2025-12-16T20:30:00.000000Z","user_id":"system","before_state":{"a":1,"b":2},"after_state":null,"metadata":{"success":false}}"#,
      #"{"metadata":{},"before_state":{"b":2,"a":1},"timestamp":"2025-12-16T20:30:00+00:00","resource_id":"p","resource_type":"prompt","operation_type":"DELETE_FAILED"}"#,
      #"{"operation_type":"delete_failed","resource_type":"Prompt","resource_id":"p","timestamp":"2025-12-16 21:30:00+01:00","before_state":"{\"b\":2,\"a\":1}","history_id":"2025-12-16T20:30:00#DELETE_FAILED#p"}"#,
    ]
    let records = try shapes.map { try HistoryRecord(json: JSONParser.parse($0)) }
    #expect(Set(records).count == 1)
    #expect(Set(records.map { $0.withToken(occurrence: 0).token }).count == 1)
    #expect(records[0].withToken(occurrence: 0).token != records[0].withToken(occurrence: 1).token)
    let kept = records[0].withToken(occurrence: 3)
    #expect(kept.withToken(occurrence: 0) == kept)
  }
}
