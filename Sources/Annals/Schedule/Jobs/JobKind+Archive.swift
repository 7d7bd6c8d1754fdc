extension JobKind {
  /// Moves records older than `older_than_days`, whole days in UTC, to an archive; `place` makes of a text where it is.
  package static func archive(_ history: HistoryService, place: @escaping @Sendable (String) throws -> any ArchivePlace) -> JobKind {
    JobKind(
      "archive", "Moves records that are older than a number of days to an archive.", act: .update,
      options: [
        JobOption("older_than_days", .number(1...HistoryService.maximumRetention), isRequired: true, "The days of history that stay."),
        JobOption("to", .text, isRequired: true, "Where the archive is: s3://BUCKET/PREFIX or, where there is a disk, a folder."),
        JobOption("keep_last", .flag, "Whether the last state of each resource that is still there stays in the store."),
      ]
    ) { options, run in
      let cleanup = try history.cleanupScope(
        keepingDays: options.number("older_than_days") ?? HistoryService.maximumRetention, keepsLast: options.flag("keep_last"))
      let scope = ArchiveRun.scope(olderThan: cleanup.before, accessBefore: cleanup.accessBefore, keepsLast: cleanup.keepsLast)
      let target = try place(options.text("to") ?? "")
      let report = try await run.whileTimeLasts {
        try await ArchiveRun(from: history.store, to: target, now: history.recorder.now, isStopped: { run.isTimeOver }).run(scope)
      }
      // A step that was broken off is ended, or given up, by the next run.
      guard let report else {
        return JobReport(isFinished: false, ["before": .string(scope.before.description), "place": .string(target.address)])
      }
      var details = report.json
      details["dry_run"] = nil
      details["complete"] = nil
      details["place"] = .string(target.address)
      return JobReport(isFinished: report.isComplete, details)
    }
  }
}
