import Annals
import ArgumentParser

/// `annals schedule run`.
struct ScheduleRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run an entry of a schedule, unless another process is at it or it was run since it was due.",
    discussion: """
      For cron: on any number of machines, at the same minute, one runs it and the
      others end with 0. With --now it is run whenever it was run last.

      EXAMPLES
        annals schedule run nightly-cleanup --schedule schedule.yaml
        annals schedule run nightly-cleanup --now --by ann@example.org

      \(ExitStatus.help)
      """)

  @Argument(help: "The entry.")
  var name: String

  @Flag(help: "Run it though it was run since it was due last.")
  var now = false

  @Option(help: "Who does this, for the record of it (default: schedule).", transform: { try User($0) })
  var by: User?

  @Flag(help: "What came of it as JSON.")
  var json = false

  @OptionGroup var options: ScheduleOptions

  func run() async throws {
    let settings = try options.settings()
    let history = try await options.store.open(settings, for: .writing)
    let entry = try ScheduleSource(settings: settings).entry(name, history)
    let moment = Timestamp.now
    var order = JobRunner.Order(
      entry: entry.name, job: entry.job, options: entry.options, due: now ? moment : entry.last(upTo: moment) ?? moment,
      timeLimit: entry.timeLimit, route: "annals schedule run")
    if let by { order.user = by }
    let runner = JobRunner(history, holder: ScheduleSource.makeHolder(), logger: options.store.prepare())
    let result = try await runner.run(order)
    try tell(result, order)
  }

  private func tell(_ result: JobRunner.Result, _ order: JobRunner.Order) throws {
    switch result {
    case .ran(let report):
      let output = ByteOutput()
      var object: JSONObject = ["name": .string(name), "job": .string(order.job.name), "finished": .bool(report.isFinished)]
      for member in report.details.members { object[member.name] = member.value }
      if json {
        try output.write(json: object)
      } else {
        for member in object.members {
          try output.write(line: "\(member.name): \(SafeText.escaped(member.value.string ?? JSONWriter.text(of: member.value)))")
        }
      }
      try output.finish()
    case .failed(let error): throw error
    case .lost: throw CommandFailure(.failed, "another process took \(name) over: this one's lease had ended")
    case .held(let other, let moment):
      let sentence = "another process is at \(name) (\(other), until \(moment) or longer)"
      guard !now else { throw CommandFailure(.failed, "\(sentence): wait for its end") }
      Console.tell("annals: \(sentence)")
    case .done: Console.tell("annals: \(name) was run already since it was due at \(order.due): give --now to run it again")
    }
  }
}
