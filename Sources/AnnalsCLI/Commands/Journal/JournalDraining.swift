import Annals
import Synchronization

/// What draining and replaying show on their way and at their end.
struct JournalDraining {
  let options: JournalOptions
  let isJSON: Bool

  /// Runs the work on the journal and the store of the settings.
  func run(_ work: (JournalDrain) async throws -> JournalDrain.Report) async throws {
    let settings = try options.settings()
    let path = try options.path(settings)
    let history = try await options.store.open(settings, for: .recording)
    let progress = Mutex(ProgressLine(isShown: Console.isTerminal(2)))
    let drain = try JournalDrain(path: path, store: history.store, configuration: settings.history.recorder) { report in
      progress.withLock { $0.update(report.stored) }
    }
    let result: Result<JournalDrain.Report, any Error>
    do { result = .success(try await work(drain)) } catch { result = .failure(error) }
    progress.withLock { $0.clear() }
    for finding in await drain.findings { Console.complain(finding.description) }
    let report = try result.get()
    let output = ByteOutput()
    if isJSON { try output.write(json: Self.json(report)) } else { try output.write(line: Self.summary(report)) }
    try output.finish()
    guard report.rejected == 0, report.damaged == 0 else { throw ExitStatus.failed.code }
  }

  private static func summary(_ report: JournalDrain.Report) -> String {
    var summary = "\(RecordCount.text(report.stored)) stored, \(report.new.grouped) of them new"
    if report.rejected > 0 { summary += "; the store rejected \(report.rejected.grouped), which are in rejected.records" }
    if report.damaged > 0 { summary += "; \(report.damaged.grouped) damaged entries were set aside with their files" }
    return summary
  }

  private static func json(_ report: JournalDrain.Report) -> JSONObject {
    [
      "stored": .number(JSONNumber(report.stored)), "new": .number(JSONNumber(report.new)),
      "rejected": .number(JSONNumber(report.rejected)), "damaged": .number(JSONNumber(report.damaged)),
    ]
  }
}

/// A number of records in words: `1 record`, `2,000 records`.
enum RecordCount {
  static func text(_ count: Int) -> String { "\(count.grouped) \(count == 1 ? "record" : "records")" }
}
