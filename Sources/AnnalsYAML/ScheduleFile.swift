package import Annals
import Foundation

/// The `schedule` of a YAML file: entries by name, each with its job, its times and what the job is told.
///
/// ```yaml
/// schedule:
///   nightly-cleanup:
///     job: cleanup
///     at: "0 3 * * *"
///     time_zone: Europe/Berlin
///     jitter: 10m
///     time_limit: 2h
///     days_to_keep: 365
/// ```
package struct ScheduleFile {
  /// The entries, in the order of the file.
  package let entries: [ScheduleEntry]

  private static let ownFields = ["job", "at", "time_zone", "jitter", "time_limit"]

  /// Reads a file's text; other parts of the file are left alone. Throws `invalidConfiguration` with the place of the mistake.
  package init(_ text: String, file: String, jobs: JobTable) throws(HistoryError) {
    let root = try YAMLValue(text, file: file)
    guard let schedule = try root.pairs().first(where: { $0.name == "schedule" })?.value, !schedule.isNothing else {
      throw HistoryError(.invalidConfiguration, "\(file) has no \"schedule\": write one, with the entries by name below it")
    }
    var entries: [ScheduleEntry] = []
    for (name, value) in try schedule.pairs() {
      guard !entries.contains(where: { $0.name == name }) else { throw value.trouble("\"\(name)\" stands twice: leave one") }
      entries.append(try Self.entry(name, value, jobs))
    }
    self.entries = entries
  }

  private static func entry(_ name: String, _ value: YAMLValue, _ jobs: JobTable) throws(HistoryError) -> ScheduleEntry {
    guard let jobName = try value.pairs().first(where: { $0.name == "job" })?.value else {
      throw value.trouble("\"job\" is missing: give one of \(jobs.names)")
    }
    let job = try located(jobName) { () throws(HistoryError) in try jobs.kind(jobName.text()) }
    let fields = try value.fields(ownFields + job.options.map(\.name))
    let time = try fields.required("at")
    let cron = try located(time) { () throws(HistoryError) in try CronExpression(time.text()) }
    var zone = TimeZone.gmt
    if let given = fields["time_zone"] { zone = try located(given) { () throws(HistoryError) in try ScheduleEntry.zone(given.text()) } }
    var told = JSONObject()
    for option in job.options {
      if let given = fields[option.name] { told[option.name] = try json(given, option) }
    }
    let options = try located(value) { () throws(HistoryError) in try JobOptions(told, of: job) }
    var entry = try located(value) { () throws(HistoryError) in
      try ScheduleEntry(name: name, job: job, options: options, cron: cron, zone: zone)
    }
    if let jitter = fields["jitter"] { entry.jitter = try duration(jitter) }
    if let limit = fields["time_limit"] { entry.timeLimit = try duration(limit) }
    return entry
  }

  private static func json(_ value: YAMLValue, _ option: JobOption) throws(HistoryError) -> JSONValue {
    switch option.form {
    case .number(let range): .number(JSONNumber(try value.wholeNumber(range)))
    case .flag: .bool(try value.boolean())
    case .text: .string(try value.text())
    }
  }

  /// A time such as `90s`, `10m` or `2h`, from a second to a day.
  private static func duration(_ value: YAMLValue) throws(HistoryError) -> Duration {
    let text = try value.text()
    let units = ["s": 1, "m": 60, "h": 3600]
    guard let unit = text.last.flatMap({ units[String($0)] }), let count = Int(text.dropLast()), (1...86_400).contains(count),
      (1...86_400).contains(count * unit)
    else { throw value.trouble("\"\(text.prefix(20))\" is no time: give one from 1s to 24h, as 90s, 10m or 2h") }
    return .seconds(count * unit)
  }

  /// Runs a body, and puts the place of a value before what it throws.
  private static func located<Made>(_ value: YAMLValue, _ body: () throws(HistoryError) -> Made) throws(HistoryError) -> Made {
    do throws(HistoryError) { return try body() } catch { throw value.trouble(error.description) }
  }
}
