import Annals

/// Removes old records on request.
struct CleanupOrder {
  let history: HistoryService

  /// Removes, or only counts, what is older than the days to keep.
  func answer(to call: Call) async throws -> Answer {
    let days = try call.query.requiredWhole(.daysToKeep)
    let isDryRun = try call.query.flag(.dryRun) ?? false
    let report = try await history.cleanup(keepingDays: days, mode: isDryRun ? .dryRun : .remove)
    return Answer(json: [
      "dry_run": .bool(isDryRun),
      "days_to_keep": .number(JSONNumber(days)),
      "before": .string(report.before.description),
      "removed": .number(JSONNumber(report.total)),
      "removed_by_type": .object(JSONObject(report.removed.map { ($0.key.name, .number(JSONNumber($0.value))) })),
    ])
  }
}
