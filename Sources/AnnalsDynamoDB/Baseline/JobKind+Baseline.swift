package import AWSClient
package import Annals

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
      let report = try await baseline.run(isStopped: { run.isTimeOver })
      return JobReport(isFinished: !run.isTimeOver, report.json)
    }
  }
}
