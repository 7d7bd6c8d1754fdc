import Annals
import ArgumentParser

/// `annals plans`.
struct PlansCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plans",
    abstract: "Show the plans that annals undo and annals restore made.",
    discussion: """
      A plan is kept for thirty days.

      EXAMPLES
        annals plans list
        annals plans show 01j9z3k8q2xyz

      \(ExitStatus.help)
      """,
    subcommands: [PlansListCommand.self, PlansShowCommand.self])
}

/// `annals plans list`.
struct PlansListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the plans, the newest first, and how far each is.",
    discussion: """
      EXAMPLES
        annals plans list --json | jq -r 'select(.progress == null) | .plan_id'

      \(ExitStatus.help)
      """)

  @Flag(help: "The plans as JSON, one a line.")
  var json = false

  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let shelf = PlanShelf(try await store.openHistory(for: .reading).store)
    let plans = try await shelf.summaries()
    let output = ByteOutput()
    var entries: [(PlanSummary, RecoveryProgress?)] = []
    for plan in plans { entries.append((plan, try await shelf.progress(of: plan.id))) }
    if json {
      for (plan, progress) in entries {
        var json = plan.json
        json["progress"] = progress.map { .object($0.json) } ?? .null
        try output.write(json: json)
      }
    } else {
      for line in PlanTable.lines(entries) { try output.write(line: line) }
    }
    try output.finish()
  }
}

/// `annals plans show`.
struct PlansShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a plan: what it writes and removes, its conflicts, and how far it is.",
    discussion: """
      States are shown without their secrets.

      EXAMPLES
        annals plans show 01j9z3k8q2xyz
        annals plans show 01j9z3k8q2xyz --json | jq '.steps[] | select(.action == "none")'

      \(ExitStatus.help)
      """)

  @Argument(help: ArgumentHelp("The plan's id.", valueName: "plan-id"))
  var id: String

  @Flag(help: "Show what the plan comes to, and its conflicts, without the other differences.")
  var brief = false

  @Flag(help: "The plan as JSON.")
  var json = false

  @OptionGroup var color: ColorOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let shelf = PlanShelf(try await store.openHistory(for: .reading).store)
    guard let plan = try await shelf.plan(id) else {
      throw CommandFailure(.nothingFound, "there is no plan \(id.prefix(40)): annals plans list shows those that there are")
    }
    let progress = try await shelf.progress(of: id)
    let output = ByteOutput()
    if json {
      var json = plan.json
      json["progress"] = progress.map { .object($0.json) } ?? .null
      try output.write(json: json)
    } else {
      for line in PlanView(plan: plan, palette: color.palette, isBrief: brief).lines { try output.write(line: line) }
      if let progress { try output.write(line: PlanTable.state(progress)) }
    }
    try output.finish()
  }
}
