import Annals
import Testing

@Suite("RecordFilter")
struct RecordFilterTests {
  static let moment = Timestamp(microseconds: 1_000_000)

  static func record() throws -> HistoryRecord {
    HistoryRecord(
      .update, of: try Resource("PROMPT", "\u{E9}"), at: moment, token: .next(), by: try User("\u{E9}va"), metadata: ["success": false])
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let matches: Bool
    let filter: RecordFilter

    init(_ name: String, _ matches: Bool, _ filter: RecordFilter) {
      testDescription = name
      self.matches = matches
      self.filter = filter
    }
  }

  static func cases() throws -> [Case] {
    let other = try RecordFilter(
      resourceType: ResourceType("PROMPT"), user: User("\u{E9}va"), operation: .update, outcome: .failed, from: moment,
      to: moment.advanced(byMicroseconds: 1)
    ).narrowed(to: Resource("PROMPT", "\u{E9}"))
    return try [
      Case("nothing asked", true, RecordFilter()), Case("all asked", true, other),
      Case("its type", true, RecordFilter(resourceType: ResourceType("prompt"))),
      Case("another type", false, RecordFilter(resourceType: ResourceType("PROMPTS"))),
      Case("its resource", true, .resource(Resource("PROMPT", "\u{E9}"))),
      Case("an equivalent id", false, .resource(Resource("PROMPT", "e\u{301}"))),
      Case("another type's id", false, .resource(Resource("PROPOSAL", "\u{E9}"))),
      Case("its user", true, RecordFilter(user: User("\u{E9}va"))),
      Case("an equivalent user", false, RecordFilter(user: User("e\u{301}va"))), Case("its kind", true, RecordFilter(operation: .update)),
      Case("another kind", false, RecordFilter(operation: .delete)), Case("failed", true, RecordFilter(outcome: .failed)),
      Case("succeeded", false, RecordFilter(outcome: .succeeded)), Case("from its moment", true, RecordFilter(from: moment)),
      Case("from later", false, RecordFilter(from: moment.advanced(byMicroseconds: 1))),
      Case("to its moment", false, RecordFilter(to: moment)),
      Case("to just after", true, RecordFilter(to: moment.advanced(byMicroseconds: 1))),
      Case("an empty span", false, RecordFilter(from: moment, to: moment)),
    ]
  }

  @Test("A filter lets through what it asks for, and nothing else", arguments: try Self.cases())
  func matches(example: Case) throws {
    #expect(example.filter.matches(try Self.record()) == example.matches)
  }

  @Test("One thing asked for that does not fit keeps a record out, whatever else fits")
  func conjunction() throws {
    let record = try Self.record()
    let all = try #require(try Self.cases().first { $0.testDescription == "all asked" }).filter
    var filters = [RecordFilter](repeating: all, count: 7)
    filters[0].resourceType = try ResourceType("A")
    filters[1].resourceID = "b"
    filters[2].user = .system
    filters[3].operation = .read
    filters[4].outcome = .succeeded
    filters[5].from = Self.moment.advanced(byMicroseconds: 1)
    filters[6].to = Self.moment
    for filter in filters { #expect(!filter.matches(record)) }
  }

  @Test("What did not fail succeeded, where the record does not say")
  func outcomes() throws {
    let record = HistoryRecord(.read, of: try Resource("A", "a"), at: Self.moment, token: nil)
    #expect(RecordFilter(outcome: .succeeded).matches(record))
    #expect(!RecordFilter(outcome: .failed).matches(record))
  }
}
