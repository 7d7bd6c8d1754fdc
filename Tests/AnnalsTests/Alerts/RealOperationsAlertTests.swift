import AnnalsTestSupport
import Testing

@testable import Annals

@Suite("Rules over the real operations")
struct RealOperationsAlertTests {
  /// The alerts of a rule, by going back from each record over all that lie in its window.
  private func plainAlerts(_ rule: AlertRule, _ records: [HistoryRecord]) -> [String: [PlainEvaluation.Found]] {
    var alerts: [String: [PlainEvaluation.Found]] = [:]
    // Numbers in the place of names: each record is looked at thousands of times.
    var users: [User: Int] = [:]
    let rows = records.map { record in
      let user = users[record.user] ?? users.count
      users[record.user] = user
      let counts = rule.filter.operations?.contains(record.operation) ?? true
      return (moment: record.timestamp.microseconds, user: user, counts: counts, isFailed: record.isFailed)
    }
    var limit = -1
    if case .count(let number, _) = rule.condition { limit = number }
    for (number, record) in records.enumerated() {
      guard rows[number].counts else { continue }
      let subject = rule.grouping == .user ? "user \(record.user.id)" : "everything"
      let moment = record.timestamp.microseconds
      var (count, failed, first, until) = (0, 0, moment, Int64.max)
      guard let window = rule.condition.window else { continue }
      let width = Int64(window / .microseconds(1))
      var place = number
      while place >= 0, rows[place].moment > moment - width {
        let other = rows[place]
        place -= 1
        guard other.counts, rule.grouping == .everything || other.user == rows[number].user else { continue }
        count += 1
        failed += other.isFailed ? 1 : 0
        first = other.moment
        if count == limit + 1 { until = first + width }
      }
      var (isMet, counted) = (false, count)
      switch rule.condition {
      case .count(let limit, _): isMet = count > limit
      case .failedShare(let share, let least, _):
        isMet = count >= least && Double(failed) > share * Double(count)
        (until, counted) = (moment + width, failed)
      default: break
      }
      if var open = alerts[subject]?.last, moment < open.until {
        open.last = moment
        if case .failedShare = rule.condition { open.count += record.isFailed ? 1 : 0 } else { open.count += 1 }
        if isMet { open.until = max(open.until, until) }
        var own = alerts[subject] ?? []
        own[own.count - 1] = open
        alerts[subject] = own
      } else if isMet {
        alerts[subject, default: []].append(
          .init(rule: rule.name, subject: subject, opened: moment, first: first, last: moment, count: counted, until: until))
      }
    }
    return alerts
  }

  private func records() throws -> [HistoryRecord] { try RealOperations.records().sorted { $0.position < $1.position } }

  @Test("A replay of the standard rules finds the alerts of a plain count, one by one", .timeLimit(.minutes(5)))
  func standard() async throws {
    let records = try records()
    let store = MemoryStore()
    _ = try await store.append(records.map { SanitizedRecord($0) })
    let start = ContinuousClock.now
    let report = try await AlertReplay(.standard, over: store).report()
    print("replay of \(report.records) records: \(report.alerts.count) alerts in \(ContinuousClock.now - start)")
    #expect(report.records == RealOperations.count)
    for rule in AlertRule.standard {
      let expected = plainAlerts(rule, records).values.flatMap(\.self).sorted { ($0.opened, $0.subject) < ($1.opened, $1.subject) }
      let found = report.alerts.filter { $0.rule == rule.name }.map(\.plain).sorted { ($0.opened, $0.subject) < ($1.opened, $1.subject) }
      #expect(found.count == expected.count, "\(rule.name)")
      for (found, expected) in zip(found, expected) where found != expected {
        Issue.record("found \(found), expected \(expected)")
        break
      }
      #expect(rule.name == "failures" || !found.isEmpty, "\(rule.name)")
    }
  }

  @Test("A replay of a part finds what the replay of all finds in it, with windows that are whole at its beginning")
  func part() async throws {
    let store = MemoryStore()
    _ = try await store.append(records().map { SanitizedRecord($0) })
    let replay = AlertReplay(try AlertRules([AlertRule.standard[0], AlertRule.standard[1]]), over: store)
    let whole = try await replay.report().alerts
    let (from, to) = (try Timestamp("2020-01-01T00:00:00Z"), try Timestamp("2021-01-01T00:00:00Z"))
    let part = try await replay.report(from: from, to: to).alerts
    #expect(!part.isEmpty)
    #expect(part.filter { $0.until < to } == whole.filter { $0.opened >= from && $0.opened < to && $0.until < to })
  }

  @Test("Operations that all fail raise the alert of failures with their number")
  func failing() throws {
    var evaluator = AlertEvaluator(.standard)
    var alerts: [AlertID: Alert] = [:]
    for record in try records().prefix(200) {
      let failed = record.replacing(before: nil, after: nil, metadata: ["success": false])
      for change in evaluator.observe(evaluator.observer.observation(of: failed)).changes { alerts[change.alert.id] = change.alert }
    }
    let alert = try #require(alerts.values.filter { $0.rule == "failures" }.min { $0.opened < $1.opened })
    #expect(alert.count == alert.total && alert.count >= 20)
  }
}
