import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Conditions of rules")
struct ConditionTests {
  private static let start = "2025-12-15T00:00:00Z"  // a Monday

  private func record(
    _ kind: OperationKind = .update, _ type: String = "PROMPT", _ id: String = "p", by user: String = "ann", at seconds: Double,
    before: JSONObject? = nil, after: JSONObject? = nil, metadata: JSONObject = ["success": true]
  ) throws -> HistoryRecord {
    HistoryRecord(
      kind, of: try Resource(type, id), at: try Timestamp(Self.start).advanced(byMicroseconds: Int64(seconds * 1_000_000)),
      token: RecordToken.next(), by: try User(user), before: before, after: after, metadata: metadata)
  }

  /// What a rule finds in stored records: the alerts' subjects with their counts.
  private func found(_ rule: AlertRule, _ records: [HistoryRecord], to end: Double = 100 * 86_400) async throws -> [String] {
    let store = MemoryStore()
    _ = try await store.append(records.map { SanitizedRecord($0) })
    let report = try await AlertReplay(AlertRules([rule]), over: store)
      .report(to: try Timestamp(Self.start).advanced(byMicroseconds: Int64(end * 1_000_000)))
    return report.alerts.map { "\($0.subject.text) \($0.count)" }
  }

  @Test("A user who does something to a type for the first time in all of history is told of, and who did it before is not")
  func firstSeen() async throws {
    let rule = try AlertRule("new", .firstSeen)
    let day = 86_400.0
    let records = [
      try record(.create, by: "ann", at: 0), try record(.update, by: "ann", at: 40 * day), try record(.update, by: "ben", at: 41 * day),
      try record(.update, by: "ben", at: 41 * day + 1), try record(.update, "OTHER", by: "ann", at: 42 * day),
      try record(.read, "HISTORY", by: "eva", at: 43 * day),
    ]
    #expect(try await found(rule, records) == ["user ann 1", "user ben 1", "user ann 1"])
    var narrow = rule
    narrow.filter.operations = [.update]
    #expect(try await found(narrow, records) == ["user ann 1", "user ben 1", "user ann 1"])
  }

  @Test("First-seen users of the real operations are those that a plain set finds")
  func realFirstSeen() async throws {
    let records = try RealOperations.records().sorted { $0.position < $1.position }
    let store = MemoryStore()
    _ = try await store.append(records.map { SanitizedRecord($0) })
    var rule = try AlertRule("new", .firstSeen)
    rule.quiet = .zero
    let report = try await AlertReplay(AlertRules([rule]), over: store).report()
    var seen: Set<String> = []
    var expected: [String] = []
    // Those of one moment are all first: the store is asked for what was before it.
    for record in records where seen.insert("\(record.user.id) \(record.resource.type)").inserted {
      expected.append("\(record.timestamp) user \(record.user.id)")
    }
    #expect(report.alerts.map { "\($0.opened) \($0.subject.text)" }.sorted() == expected.sorted())
  }

  @Test("Work outside of hours is told of in the zone's own time, summer and winter, and over midnight")
  func hours() async throws {
    let berlin = try WorkingHours(
      days: [.monday, .tuesday, .wednesday, .thursday, .friday], from: 7 * 60, to: 19 * 60, zone: "Europe/Berlin")
    for (moment, isWithin) in [
      ("2025-12-15T05:59:59Z", false), ("2025-12-15T06:00:00Z", true), ("2025-12-15T17:59:59.999999Z", true),
      ("2025-12-15T18:00:00Z", false),
      ("2025-07-14T05:00:00Z", true), ("2025-07-14T04:59:59Z", false), ("2025-12-14T10:00:00Z", false), ("2025-12-13T10:00:00Z", false),
      ("1969-12-29T09:00:00Z", true),
    ] { #expect(berlin.contains(try Timestamp(moment)) == isWithin, "\(moment)") }
    let night = try WorkingHours(days: [.friday], from: 22 * 60, to: 6 * 60)
    for (moment, isWithin) in [
      ("2025-12-19T21:59:59Z", false), ("2025-12-19T22:00:00Z", true), ("2025-12-20T05:59:59Z", true), ("2025-12-20T06:00:00Z", false),
      ("2025-12-20T22:30:00Z", false), ("2025-12-19T05:00:00Z", false),
    ] { #expect(night.contains(try Timestamp(moment)) == isWithin, "\(moment)") }
    var rule = try AlertRule("off", .outsideHours(berlin))
    rule.filter.exceptUsers = [.system]
    let records = [
      try record(by: "ann", at: 10 * 3600), try record(by: "ann", at: 22 * 3600), try record(by: "ann", at: 22 * 3600 + 60),
      try record(by: "system", at: 23 * 3600),
    ]
    #expect(try await found(rule, records) == ["user ann 2"])
    #expect(throws: HistoryError.self) { try WorkingHours(days: [.monday], from: 0, to: 60, zone: "Mars/Base") }
    #expect(throws: HistoryError.self) { try WorkingHours(days: [], from: 0, to: 60) }
  }

  @Test("A field is touched where it changes, at any depth of lists, and by the only state that has it")
  func fields() async throws {
    var rule = try AlertRule("salary", .fieldsTouched([try FieldPath("staff.salary")]))
    rule.grouping = .everything
    rule.quiet = .zero
    func staff(_ salary: Int, _ name: String = "a") -> JSONObject {
      ["name": .string(name), "staff": [["salary": .number(JSONNumber(salary))], ["salary": 7]]]
    }
    let records = [
      try record(.create, at: 1, after: staff(1)), try record(.update, at: 2, before: staff(1), after: staff(1, "b")),
      try record(.update, at: 3, before: staff(1), after: staff(2)), try record(.delete, at: 4, before: ["name": "x"]),
      try record(.delete, at: 5, before: staff(2)), try record(.update, at: 6, before: staff(2), after: ["name": "a"]),
      try record(.read, at: 7, metadata: ["reads": ["count": 3, "fields": ["name", "staff"]]]), try record(.read, at: 8),
    ]
    #expect(try await found(rule, records).count == 5)
  }

  @Test("Many resources of one user are counted once each, the keys of a query too")
  func resources() async throws {
    var rule = try AlertRule("scraping", .distinctResources(moreThan: 5, within: .seconds(3600)))
    rule.filter.operations = [.read]
    var records: [HistoryRecord] = []
    for number in 0..<20 { records.append(try record(.read, "PROMPT", "p-\(number % 5)", by: "ann", at: Double(number))) }
    for number in 0..<6 { records.append(try record(.read, "PROMPT", "p-\(number)", by: "ben", at: Double(number) * 900)) }
    records.append(try record(.read, "PROMPT", "*", by: "eva", at: 5, metadata: ["reads": ["keys": ["a", "b", "c", "d", "e", "f"]]]))
    #expect(try await found(rule, records) == ["user eva 6"])
    records.append(try record(.read, "PROMPT", "p-9", by: "ann", at: 30))
    #expect(try await found(rule, records) == ["user eva 6", "user ann 6"])
  }

  @Test("What is usual is what the same hour had in the four weeks before")
  func usual() async throws {
    var rule = try AlertRule("unusual", .aboveUsual(factor: 3, atLeast: 10))
    rule.filter.types = [try ResourceType("PROMPT")]
    let (week, hour) = (7 * 86_400.0, 3600.0)
    func burst(_ count: Int, _ type: String = "PROMPT", by user: String, at start: Double) throws -> [HistoryRecord] {
      try (0..<count).map { try record(.update, type, "p-\($0)", by: user, at: start + Double($0) * 10) }
    }
    var records: [HistoryRecord] = []
    // ann does 8 at this hour each week, so 24 are usual and 25 are not; ben never works at this hour; eva does much of another type.
    for number in 0..<4 {
      records += try burst(8, by: "ann", at: Double(number) * week + 9 * hour)
      records += try burst(8, by: "ben", at: Double(number) * week + 15 * hour)
      records += try burst(90, "OTHER", by: "eva", at: Double(number) * week + 9 * hour)
    }
    let now = 4 * week + 9 * hour
    #expect(try await found(rule, records + burst(24, by: "ann", at: now) + burst(9, by: "ben", at: now)) == [])
    #expect(try await found(rule, records + burst(25, by: "ann", at: now)) == ["user ann 25"])
    #expect(try await found(rule, records + burst(10, by: "ben", at: now)) == ["user ben 10"])
    #expect(try await found(rule, records + burst(12, by: "eva", at: now)) == ["user eva 12"])
  }

  @Test("A type that nothing is done to any more is told of, and its next operation ends that")
  func silence() async throws {
    var rule = try AlertRule("stopped", .silence(.seconds(6 * 3600)))
    rule.filter.types = [try ResourceType("HEARTBEAT"), try ResourceType("NEVER")]
    let store = MemoryStore()
    let records =
      try (0..<10).map { try record(.update, "HEARTBEAT", at: Double($0) * 3600) } + [try record(.update, "HEARTBEAT", at: 86_400)]
    _ = try await store.append(records.map { SanitizedRecord($0) })
    let replay = AlertReplay(try AlertRules([rule]), over: store)
    let start = try Timestamp(Self.start)
    let report = try await replay.report(to: start.advanced(byMicroseconds: 25 * 3_600_000_000))
    #expect(report.alerts.map(\.subject.text) == ["type NEVER", "type HEARTBEAT"])
    #expect(report.alerts.map(\.opened) == [6, 15].map { start.advanced(byMicroseconds: $0 * 3_600_000_000) })
    #expect(report.alerts.map(\.resolved) == [nil, start.advanced(byMicroseconds: 86_400_000_000)])
    #expect(report.alerts[1].sentence.contains("no operations since 2025-12-15T09:00:00.000000Z"))
  }

  @Test("Records of losses and of access count only where their type is named")
  func history() async throws {
    var rule = try AlertRule("any", .count(moreThan: 0, within: .seconds(3600)))
    let records = [try record(.read, "HISTORY", "access/recent", at: 0), try record(.update, "HISTORY", "recorder", at: 1)]
    #expect(try await found(rule, records) == [])
    rule.filter.types = [.history]
    #expect(try await found(rule, records) == ["everything 2"])
  }

  @Test("A rule of parts that do not go together is refused")
  func refused() throws {
    #expect(throws: HistoryError.self) { try AlertRule("", .firstSeen) }
    #expect(throws: HistoryError.self) { try AlertRule("x", .count(moreThan: -1, within: .seconds(1))) }
    #expect(throws: HistoryError.self) { try AlertRule("x", .count(moreThan: 1, within: .zero)) }
    #expect(throws: HistoryError.self) { try AlertRules([AlertRule("x", .silence(.seconds(60)))]) }
    #expect(throws: HistoryError.self) { try AlertRules([AlertRule("x", .firstSeen), AlertRule("x", .firstSeen)]) }
  }
}
