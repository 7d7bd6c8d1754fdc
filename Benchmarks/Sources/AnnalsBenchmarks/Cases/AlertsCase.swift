import Annals
import AnnalsSQLite
import Foundation

/// What 50 rules cost a record, against what recording it costs on SQLite.
///
/// The rules' cost is that of a replay, less that of one whose only rule counts nothing, so that reading the records is left out.
struct AlertsCase: BenchmarkCase {
  static let name = "alerts"

  func run(_ scope: Scope) async throws -> [Row] {
    let records = try RealOperations.records()
    let store = MemoryStore()
    try await RealOperations.write(records, copies: 1, into: store) { _ in }
    // More than any user of these did: no alert is raised.
    let quiet = try await row("no alert", Self.rules(50, limit: 50_000), records, store, scope, goal: .atMost(0.1))
    let loud = try await row("many alerts", Self.rules(50, limit: 500), records, store, scope, goal: .none)
    return [quiet, loud]
  }

  private func row(
    _ which: String, _ rules: AlertRules, _ records: [HistoryRecord], _ store: MemoryStore, _ scope: Scope, goal: Goal
  ) async throws -> Row {
    let none = try AlertRules([Self.idle()])
    var alerts = 0
    let rounds = try await Round.interleaved(scope.rounds) {
      try await recording(records)
    } subject: {
      let with = try await Self.microseconds { alerts = try await AlertReplay(rules, over: store).report().alerts.count }
      let without = try await Self.microseconds { _ = try await AlertReplay(none, over: store).report() }
      return max(0, with - without) / Double(records.count)
    }
    return Row(
      "\(Self.name): \(which)", unit: "µs a record", rounds: rounds, goal: goal,
      notes: ["50 rules, of which some 20 count each operation; \(alerts) alerts"])
  }

  /// 50 rules as a team has them: over all, by user, by type, of kinds and types.
  private static func rules(_ count: Int, limit: Int) throws -> AlertRules {
    let kinds: [Set<OperationKind>?] = [nil, [.delete], [.update], [.create], [.read]]
    return try AlertRules(
      (0..<count).map { number in
        let hour = Duration.seconds(3600)
        let condition: AlertCondition =
          switch number % 5 {
          case 3: .failedShare(above: 0.05, atLeast: 20, within: hour)
          case 4: .distinctResources(moreThan: limit, within: hour)
          default: .count(moreThan: limit + number, within: number % 2 == 0 ? hour : .seconds(86_400))
          }
        var rule = try AlertRule("rule-\(number)", condition)
        rule.filter.operations = kinds[number / 5 % kinds.count]
        if number % 5 < 3 { rule.grouping = [.everything, .user, .type][number % 3] }
        return rule
      })
  }

  private static func idle() throws -> AlertRule {
    var rule = try AlertRule("idle", .count(moreThan: 1, within: .seconds(86_400)))
    rule.filter.types = [try ResourceType("NOTHING")]
    return rule
  }

  /// Microseconds for a record through the pipeline into SQLite.
  private func recording(_ records: [HistoryRecord]) async throws -> Double {
    try await TemporaryFolder.with { folder in
      let history = try HistoryService(store: SQLiteStore(path: "\(folder)/history.sqlite"))
      return try await history.recording { try await recording(records, history) }
    }
  }

  private func recording(_ records: [HistoryRecord], _ history: HistoryService) async throws -> Double {
    let time = try await Self.microseconds {
      // The buffer is emptied after each chunk, so that no call is made cheap by a full one.
      for start in stride(from: 0, to: records.count, by: 5_000) {
        for record in records[start..<min(start + 5_000, records.count)] {
          history.log(
            record.operation, record.resource.type.name, id: record.resource.id, user: record.user.id, before: record.before,
            after: record.after, metadata: record.metadata)
        }
        try await history.flush(within: .seconds(300))
      }
    }
    return time / Double(records.count)
  }

  private static func microseconds(_ body: () async throws -> Void) async throws -> Double {
    let start = ContinuousClock.now
    try await body()
    return (ContinuousClock.now - start) / .microseconds(1)
  }
}
