import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("The bounds of rules")
struct AlertBoundsTests {
  private static let start: Int64 = 1_700_000_000_000_000

  private func record(_ number: Int, by user: String, at seconds: Int64) throws -> HistoryRecord {
    HistoryRecord(
      .delete, of: try Resource("PROMPT", "p-\(number)"), at: Timestamp(microseconds: Self.start + seconds * 1_000_000),
      token: try RecordToken("T\(number)"), by: try User(user))
  }

  private func rule(_ limit: Int) throws -> AlertRules {
    var rule = try AlertRule("many", .count(moreThan: limit, within: .seconds(3600)))
    rule.grouping = .user
    return try AlertRules([rule])
  }

  @Test("Of too many users those go whose last operation is longest ago; those that act are still told of")
  func subjects() throws {
    var limits = AlertLimits()
    limits.subjects = 100
    var evaluator = AlertEvaluator(try rule(3), limits: limits)
    var opened: [String] = []
    var number = 0
    func observe(_ user: String, at seconds: Int64) throws {
      number += 1
      let step = evaluator.observe(evaluator.observer.observation(of: try record(number, by: user, at: seconds)))
      opened += step.changes.filter { $0.kind == .opened }.map(\.alert.subject.text)
    }
    for second in 0..<2000 {
      try observe("visitor-\(second)", at: Int64(second))
      if second % 400 == 0 { try observe("ann", at: Int64(second)) }
      if second % 40 == 0 { try observe("ben", at: Int64(second)) }
    }
    // ben acts again before 100 others have; ann does not, and begins at nothing each time.
    #expect(opened == ["user ben"])
    #expect(evaluator.forgotten > 1500)
  }

  @Test("Of too many operations each window keeps what its condition needs, and the counts of alerts stay exact")
  func operations() throws {
    var limits = AlertLimits()
    limits.operations = 200
    var evaluator = AlertEvaluator(try rule(10), limits: limits)
    var alerts: [AlertID: Alert] = [:]
    for number in 0..<5000 {
      let step = evaluator.observe(
        evaluator.observer.observation(of: try record(number, by: "user-\(number % 4)", at: Int64(number))))
      for change in step.changes { alerts[change.alert.id] = change.alert }
    }
    #expect(alerts.values.map(\.count).sorted() == [1250, 1250, 1250, 1250])
    #expect(evaluator.forgotten == 0)
  }

  @Test("A record from far ahead of the clock waits for its time, and pushes nothing out of the windows")
  func ahead() throws {
    var limits = AlertLimits()
    limits.ahead = 1
    var evaluator = AlertEvaluator(try rule(2), limits: limits)
    let now = Timestamp(microseconds: Self.start)
    func observe(_ number: Int, at seconds: Int64) throws -> [AlertChange] {
      evaluator.observe(evaluator.observer.observation(of: try record(number, by: "ann", at: seconds)), now: now).changes
    }
    #expect(try observe(1, at: 86_400 * 365).isEmpty && observe(2, at: 86_400 * 365).isEmpty)
    #expect(evaluator.leftOut == 1)
    #expect(try observe(3, at: -10).isEmpty && observe(4, at: -5).isEmpty)
    #expect(try observe(5, at: 200).map(\.kind) == [.opened])
    let day = evaluator.advance(to: now.advanced(byMicroseconds: 86_400_000_000)).changes
    #expect(day.map(\.kind) == [.resolved])
    let year = evaluator.advance(to: now.advanced(byMicroseconds: 86_400_000_000 * 366)).changes
    #expect(year.isEmpty)
  }

  @Test("A notice that fails waits longer each time, keeps no other waiting, and gives way to a newer one of its alert")
  func queue() throws {
    var queue = CourierQueue(backoff: Backoff(interval: .seconds(1), limit: .seconds(300)), patience: .seconds(3600))
    func stored(_ user: String, _ number: Int) throws -> StoredAlert {
      let span = AlertSpan(opened: 0, first: 0, last: 1, until: 2, count: 3, total: 3)
      var stored = StoredAlert(Alert(AlertRule.standard[0], .user(try User(user)), span))
      stored.notice = number
      return stored
    }
    func add(_ alert: StoredAlert, at time: Duration) throws {
      let notice = try #require(AlertNotice([alert], .opened, address: nil))
      let isTaken = queue.add(notice, [alert.alert.id: alert.notice], at: time)
      #expect(isTaken)
    }
    let (ann, ben) = (try stored("ann", 1), try stored("ben", 1))
    try add(ann, at: .zero)
    let first = queue.next(at: .zero).job
    #expect(queue.holds(ann.alert.id, 1) && !queue.holds(ann.alert.id, 2))
    var isGivenUp = queue.fail(try #require(first), canRetry: true, at: .seconds(1), fraction: 1)
    #expect(!isGivenUp)
    try add(ben, at: .seconds(1))
    let second = queue.next(at: .seconds(1))
    #expect(second.job?.notice.alerts.first?.subject.text == "user ben")
    queue.finish()
    let third = queue.next(at: .seconds(1))
    #expect(third.job == nil && third.wait == .seconds(1))
    try add(try stored("ann", 2), at: .seconds(1))
    let newer = queue.next(at: .seconds(1)).job
    #expect(newer?.parts[ann.alert.id] == 2)
    let none = queue.next(at: .seconds(9)).job
    #expect(none == nil)
    isGivenUp = queue.fail(try #require(newer), canRetry: true, at: .seconds(4000), fraction: 1)
    #expect(isGivenUp && !queue.holds(ann.alert.id, 1))
  }
}
