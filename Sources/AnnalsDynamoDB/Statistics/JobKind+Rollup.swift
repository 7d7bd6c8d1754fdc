package import Annals

extension JobKind {
  /// Counts the days that are over and are not counted yet, so that who asks for statistics does not wait for that; with `rebuild`, all days anew.
  ///
  /// Stores that count in the step that writes have nothing to do: the report says how many operations they count.
  package static func rollup(_ history: HistoryService) -> JobKind {
    JobKind(
      "rollup", "Counts the days that are over, so that statistics are there at once.", act: .update,
      options: [JobOption("rebuild", .flag, "Forgets the kept counts, and counts all days anew.")]
    ) { options, run in
      let counted = try await run.whileTimeLasts { () -> HistoryStatistics in
        guard options.flag("rebuild"), let store = history.store.unobserved as? DynamoDBStore else { return try await history.statistics() }
        return try await store.rebuildStatistics()
      }
      // What was counted in time is kept; the rest is counted by whoever asks next.
      guard let counted else { return JobReport(isFinished: false, [:]) }
      return JobReport([
        "total_operations": .number(JSONNumber(counted.total)), "first_timestamp": counted.first.map { .string($0.description) } ?? .null,
        "last_timestamp": counted.last.map { .string($0.description) } ?? .null,
      ])
    }
  }
}
