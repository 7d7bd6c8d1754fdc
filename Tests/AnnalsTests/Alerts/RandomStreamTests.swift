import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Rules over random streams")
struct RandomStreamTests {
  private static let minute: Int64 = 60_000_000
  private static let start: Int64 = 1_700_000_000_000_000

  /// Records in about the order of their moments: some late by less than an hour, some repeated, many of one moment.
  private func stream(_ generator: inout SeededGenerator, _ count: Int) throws -> [HistoryRecord] {
    var records: [HistoryRecord] = []
    var moment = Self.start
    for number in 0..<count {
      if generator.chance(0.15), let again = records.randomElement(using: &generator),
        again.timestamp.microseconds > moment - 55 * Self.minute
      {
        records.append(again)
        continue
      }
      if generator.chance(0.7) { moment += Int64.random(in: 0...12, using: &generator) * Self.minute }
      if generator.chance(0.02) { moment += 3 * 60 * Self.minute }
      let late = generator.chance(0.2) ? Int64.random(in: 0...54, using: &generator) * Self.minute : 0
      let kind = [OperationKind.delete, .delete, .update, .read][Int.random(in: 0..<4, using: &generator)]
      records.append(
        HistoryRecord(
          kind, of: try Resource(["A", "B"][number % 2], "r-\(Int.random(in: 0..<9, using: &generator))"),
          at: Timestamp(microseconds: moment - late), token: try RecordToken("T\(number)"),
          by: try User(["ann", "ben", "e\u{301}va", "\u{E9}va"][Int.random(in: 0..<4, using: &generator)]),
          metadata: ["success": .bool(!generator.chance(0.2))]))
    }
    return records
  }

  private static func rules() throws -> [AlertRule] {
    let hour = Duration.seconds(3600)
    var rules: [AlertRule] = []
    for (number, condition) in [
      AlertCondition.count(moreThan: 3, within: hour), .count(moreThan: 1, within: hour), .count(moreThan: 8, within: hour),
      .failedShare(above: 0.2, atLeast: 4, within: hour),
    ].enumerated() {
      for grouping in AlertRule.Grouping.allCases {
        var rule = try AlertRule("rule-\(number)-\(grouping.rawValue)", condition)
        rule.grouping = grouping
        if number % 2 == 0 { rule.filter.operations = [.delete] }
        rules.append(rule)
      }
    }
    var any = try AlertRule("any", .count(moreThan: 0, within: hour))
    any.filter.users = [try User("\u{E9}va")]
    any.quiet = hour
    return rules + [any]
  }

  @Test("After every record, late and repeated ones too, alerts are those of a plain count of all records", arguments: 0..<6)
  func streams(round: Int) throws {
    var generator = SeededGenerator()
    let records = try stream(&generator, 140)
    let rules = try Self.rules()
    var evaluator = AlertEvaluator(try AlertRules(rules))
    var plain = rules.map(PlainEvaluation.init)
    var alerts: [AlertID: Alert] = [:]
    for (number, record) in records.enumerated() {
      for change in evaluator.observe(evaluator.observer.observation(of: record)).changes { alerts[change.alert.id] = change.alert }
      for place in plain.indices { plain[place].observe(record) }
      let (found, expected) = (Set(alerts.values.map(\.plain)), Set(plain.flatMap(\.alerts)))
      guard found != expected else { continue }
      let (more, less) = (found.subtracting(expected), expected.subtracting(found))
      Issue.record("seed \(generator.seed), record \(number): found \(more), expected \(less)")
      return
    }
    #expect(!alerts.isEmpty, "seed \(generator.seed)")
  }
}

extension Alert {
  /// The alert as the plain evaluation has it.
  var plain: PlainEvaluation.Found {
    PlainEvaluation.Found(
      rule: rule, subject: subject.text.spelled, opened: opened.microseconds, first: first.microseconds, last: last.microseconds,
      count: count,
      until: until.microseconds)
  }
}
