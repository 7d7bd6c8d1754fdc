package import AWSClient
package import Annals
import Synchronization

extension JobKind {
  /// Records what the described tables hold and history does not know yet.
  package static func baseline(
    _ history: HistoryService, tables: @escaping @Sendable () throws -> ResourceTables, client: @escaping @Sendable () throws -> AWSClient
  ) -> JobKind {
    JobKind(
      "baseline", "Records what the service's own tables hold and history does not know yet.", act: .create,
      options: [
        JobOption("max_rcu", .number(1...1_000_000), "Read units a second that reading the tables may use."),
        JobOption("type", .text, "Only this resource type."),
      ]
    ) { options, run in
      var bounds = TableBaseline.Options()
      bounds.readUnits = options.number("max_rcu")
      bounds.type = try options.text("type").map { (name) throws(HistoryError) in try ResourceType(name) }
      bounds.user = JobRunner.user
      let baseline = try TableBaseline(client: DynamoDBClient(client()), tables: tables(), history: history, options: bounds)
      let latest = Mutex(BaselineReport())
      let whole = try await run.whileTimeLasts {
        try await baseline.run(isStopped: { run.isTimeOver }) { report in latest.withLock { $0 = report } }
      }
      // A page that the end of the time came upon is read again by the next run.
      let report = whole ?? latest.withLock(\.unfinished)
      return JobReport(isFinished: report.isComplete, report.json)
    }
  }
}
