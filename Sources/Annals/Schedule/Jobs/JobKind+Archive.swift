extension JobKind {
  /// Archives records older than `days_to_keep`, and removes them once the archive has them. `place` is the archive's place by its name.
  package static func archive(
    _ history: HistoryService, place: @escaping @Sendable (String) throws -> any ArchivePlace
  ) -> JobKind {
    JobKind(
      "archive", "Archives records that are older than a number of days, reads them back, and removes them.", act: .delete,
      options: [
        JobOption(
          "days_to_keep", .number(1...HistoryService.maximumRetention), isRequired: true, "The days of history that stay in the store."),
        JobOption("to", .text, isRequired: true, "The archive: a folder's path, or s3://BUCKET/PREFIX."),
        JobOption("keep_last", .flag, "Keeps the last state of each resource that is still there in the store, however old it is."),
      ]
    ) { options, run in
      let days = options.number("days_to_keep") ?? HistoryService.maximumRetention
      let old = try history.cleanupScope(keepingDays: days, keepsLast: options.flag("keep_last"))
      let scope = ArchiveRun.scope(olderThan: old.before, accessBefore: old.accessBefore, keepsLast: old.keepsLast)
      let target = try place(options.text("to") ?? "")
      let report = try await ArchiveRun(
        from: history.store, to: target, now: history.recorder.now, isStopped: { run.isTimeOver }
      ).run(scope)
      var details = report.json
      details["place"] = .string(target.address)
      return JobReport(isFinished: report.isComplete, details)
    }
  }
}
