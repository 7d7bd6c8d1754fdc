extension JobKind {
  /// Removes records older than `days_to_keep`, oldest first; never nearly all of a type unless it is told their number.
  package static func cleanup(_ history: HistoryService) -> JobKind {
    JobKind(
      "cleanup", "Removes records that are older than a number of days.", act: .delete,
      options: [
        JobOption("days_to_keep", .number(1...HistoryService.maximumRetention), isRequired: true, "The days of history that stay."),
        JobOption("keep_last", .flag, "Keeps the last state of each resource that is still there, however old it is."),
        JobOption(
          "yes_remove", .number(1...Int.max), "Agrees to removing nearly all records of a type: the number that the refusal named."),
      ]
    ) { options, run in
      let days = options.number("days_to_keep") ?? HistoryService.maximumRetention
      let scope = try history.cleanupScope(keepingDays: days, keepsLast: options.flag("keep_last"))
      try await CleanupGuard(history.store).check(scope, agreedTo: options.number("yes_remove"))
      return try await SteppedCleanup(history: history, scope: scope, run: run).report()
    }
  }
}

/// A clean-up in steps of time, each a clean-up of its own, so that it can end between two and tell what it did.
struct SteppedCleanup {
  let history: HistoryService
  let scope: CleanupScope
  let run: JobRun

  /// What a step may take before the next one is made smaller, and below which it is made larger.
  private static let longStep: Duration = .seconds(10)
  private static let shortStep: Duration = .seconds(2)

  func report() async throws -> JobReport {
    var removed: [ResourceType: Int] = [:]
    guard var day = try await run.whileTimeLasts({ try await history.statistics().first?.day ?? scope.before.day }) else {
      return try await unfinished(removed)
    }
    // Where each step would have to read the whole table, there is one.
    var stepDays: Int64 = try await history.store.warnings().isEmpty ? 1 : 10_000_000
    while true {
      let end = min(Timestamp(day: day + stepDays), scope.before)
      let part = CleanupScope(before: end, accessBefore: scope.accessBefore.map { min($0, end) }, keepsLast: scope.keepsLast)
      let start = run.time
      guard let step = try await run.whileTimeLasts({ try await history.store.cleanup(part, mode: .remove) }) else {
        return try await unfinished(removed)
      }
      removed.merge(step.removed, uniquingKeysWith: +)
      guard end < scope.before else { return JobReport(details(removed)) }
      day += stepDays
      let time = run.time - start
      stepDays = time > Self.longStep ? max(1, stepDays / 2) : time < Self.shortStep ? stepDays * 2 : stepDays
    }
  }

  /// What was removed in whole steps, and how many records of these days are there still: some of the last day may be newer, and records about access
  /// stay longer.
  private func unfinished(_ removed: [ResourceType: Int]) async throws -> JobReport {
    var details = details(removed)
    let left = try await history.statistics(.init(lastDay: scope.before.day)).total
    details["left_at_most"] = .number(JSONNumber(left))
    return JobReport(isFinished: false, details)
  }

  private func details(_ removed: [ResourceType: Int]) -> JSONObject {
    [
      "before": .string(scope.before.description), "removed": .number(JSONNumber(removed.values.reduce(0, +))),
      "removed_by_type": .object(JSONObject(removed.sorted { $0.key < $1.key }.map { ($0.key.name, .number(JSONNumber($0.value))) })),
    ]
  }
}
