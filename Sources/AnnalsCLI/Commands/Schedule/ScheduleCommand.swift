import Annals
import ArgumentParser

/// `annals schedule`.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Check, list and run what is done by schedule.",
    discussion: """
      A YAML file says what is done when; "annals serve --schedule FILE" does it, each
      entry by one of all processes that share the store:
        schedule:
          nightly-cleanup:
            job: cleanup
            at: "0 3 * * *"
            time_zone: Europe/Berlin
            days_to_keep: 365
          counts:
            job: rollup
            at: "@daily"
            jitter: 30m
      "at" is a cron expression: minute, hour, day of the month, month, day of the
      week. "jitter" begins later by chance, "time_limit" ends a run that takes longer;
      the next goes on. Each run is a record of type HISTORY.

      JOBS
      \(ScheduleCommand.jobs)

      EXAMPLES
        annals schedule check --schedule schedule.yaml
        annals schedule list
        From cron, on any number of machines:
          0 3 * * * annals schedule run nightly-cleanup --schedule /etc/annals/schedule.yaml

      \(ExitStatus.help)
      """,
    subcommands: [ScheduleCheckCommand.self, ScheduleListCommand.self, ScheduleRunCommand.self])

  /// The jobs as help shows them.
  private static var jobs: String {
    guard let history = try? HistoryService(store: MemoryStore()) else { return "" }
    return ScheduleSource(settings: Settings()).jobs(history).kinds.map { kind in
      (["  \(kind.name)  \(kind.summary)"] + kind.options.map { "      \($0.name)  \($0.effect) Takes \($0.expected)." })
        .joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

/// Which schedule.
struct ScheduleOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The YAML file with the schedule.", valueName: "file"), completion: .file())
  var schedule: String?

  @OptionGroup(title: "Configuration") var store: StoreOptions

  /// The settings, with the file.
  func settings() throws -> Settings { try store.sources(flags: ["schedule": schedule]).settings() }
}

/// An entry as people and scripts see it.
enum EntryView {
  /// The entry as JSON, with the next times at which it is due.
  static func json(_ entry: ScheduleEntry, after moment: Timestamp, count: Int) -> JSONObject {
    [
      "name": .string(entry.name), "job": .string(entry.job.name), "at": .string(entry.cron.description),
      "time_zone": .string(entry.zoneName), "options": .object(entry.options.values),
      "next": .array(next(entry, after: moment, count: count).map { .string($0.description) }),
    ]
  }

  /// The next times at which it is due.
  static func next(_ entry: ScheduleEntry, after moment: Timestamp, count: Int) -> [Timestamp] {
    var times: [Timestamp] = []
    while times.count < count, let next = entry.next(after: times.last ?? moment) { times.append(next) }
    return times
  }

  /// What it does and when, on a line.
  static func line(_ entry: ScheduleEntry) -> String {
    let options = entry.options.values.members.map { " \($0.name)=\(JSONWriter.text(of: $0.value))" }.joined()
    return SafeText.escaped("\(entry.name): \(entry.job.name)\(options) at \(entry.cron) (\(entry.zoneName))")
  }
}
