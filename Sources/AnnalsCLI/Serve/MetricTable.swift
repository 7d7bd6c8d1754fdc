import AnnalsMetrics

/// What the server's metrics mean: `# HELP`, unit and buckets of each.
enum MetricTable {
  static let all: [MetricDescription] = pipeline + journal + stores + web + aws + alerts + schedule + process

  private static let pipeline = [
    MetricDescription("annals.records.recorded", "Records that were taken, by whatever way they came."),
    MetricDescription("annals.records.stored", "Records that the store took."),
    MetricDescription("annals.records.retried", "Records of batches that the store did not take, and that were tried again."),
    MetricDescription("annals.records.lost", "Records that were lost; the history tells of each loss in a record of type HISTORY."),
    MetricDescription("annals.guarantee.missed", "Calls that returned before their record was safe, though they were to wait for that."),
    MetricDescription("annals.queue.depth", "Records held in memory."),
    MetricDescription("annals.queue.capacity", "Records that are held in memory at most."),
    MetricDescription("annals.queue.size", "Bytes of records held in memory.", unit: .bytes),
    MetricDescription("annals.queue.age", "How long the oldest record has waited to be stored.", unit: .seconds),
    MetricDescription("annals.store.duration", "What storing a batch of records took.", unit: .seconds),
  ]

  private static let journal = [
    MetricDescription("annals.journal.records", "Records in the journal that the store does not have yet."),
    MetricDescription("annals.journal.size", "Bytes of the journal on disk.", unit: .bytes),
    MetricDescription("annals.journal.limit", "Bytes of the journal on disk at most.", unit: .bytes),
    MetricDescription("annals.journal.trouble", "1 while the journal takes no records, which a crash would then lose; else 0."),
    MetricDescription("annals.journal.findings", "Damaged places that were found in the journal."),
  ]

  private static let stores = [
    MetricDescription("annals.store.call.duration", "What calls to the store took, failed ones included.", unit: .seconds),
    MetricDescription("annals.store.call.failures", "Calls to the store that failed."),
    MetricDescription("annals.dynamodb.requests", "Requests to DynamoDB that were answered."),
    MetricDescription("annals.dynamodb.consumed_capacity", "Capacity units that DynamoDB counted."),
    MetricDescription("annals.dynamodb.items_read", "Items that DynamoDB read."),
  ]

  private static let web = [
    MetricDescription("http.server.request.duration", "What answering HTTP requests took.", unit: .seconds),
    MetricDescription("http.server.active_requests", "HTTP requests that are being answered."),
    MetricDescription("annals.requests.refused", "HTTP requests that were refused before the routes saw them."),
  ]

  private static let aws = [
    MetricDescription("aws.client.call.duration", "What calls to AWS took with all their attempts and waits.", unit: .seconds),
    MetricDescription("aws.client.calls.failed", "Calls to AWS that failed for good."),
    MetricDescription("aws.client.attempts.failed", "Attempts of calls to AWS that failed, whether another followed or not."),
    MetricDescription("aws.client.retries", "Attempts of calls to AWS after the first."),
  ]

  private static let alerts = [
    MetricDescription("annals.alerts.records", "Records that the alert rules looked at."),
    MetricDescription("annals.alerts.missed", "Records that came faster than the rules looked at them, and were read from the store."),
    MetricDescription("annals.alerts.forgotten", "What rules count apart that was forgotten to stay within their bounds."),
    MetricDescription("annals.alerts.open", "Alerts that are open."),
    MetricDescription("annals.alerts.evaluating", "1 in the process that evaluates the rules for all; else 0."),
    MetricDescription(
      "annals.alerts.evaluation.duration", "What looking at a batch of records took.", unit: .seconds,
      buckets: [0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10]),
    MetricDescription("annals.alerts.opened", "Alerts that opened, by severity."),
    MetricDescription("annals.alerts.resolved", "Alerts that were resolved, by severity."),
    MetricDescription("annals.alerts.deliveries", "Tries to deliver an alert, by kind and how they ended."),
    MetricDescription("annals.alerts.delivery.duration", "What trying to deliver an alert took.", unit: .seconds),
  ]

  private static let schedule = [
    MetricDescription("annals.schedule.runs", "Runs of scheduled jobs that ended, by how."),
    MetricDescription(
      "annals.schedule.run.duration", "What runs of scheduled jobs took.", unit: .seconds,
      buckets: [0.1, 1, 5, 15, 60, 300, 900, 1800, 3600, 7200]),
    MetricDescription(
      "annals.schedule.last_success.timestamp",
      "When a scheduled job was done last by this process, in seconds since 1970; 0 where it was not.",
      unit: .seconds),
  ]

  private static let process = [MetricDescription("annals.build.info", "1, with the version that runs.")]
}
