import Annals
import ArgumentParser

/// `annals restore`.
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a resource, or all of a type, back as they were at a moment.",
    discussion: """
      As "annals undo" does it: a plan first, with differences, conflicts and cost,
      and nothing changed without --apply. All that was done after the moment is
      undone, whoever did it; what changed without a record is a conflict.

      EXAMPLES
        annals restore --type PROMPT --id prompt-1.1 --at 2025-12-16T20:30:00Z
        annals restore --type PROMPT --at 2h --reason "INC-481" --apply

      \(ExitStatus.help)
      """)

  @Option(help: "The type of what is put back.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(help: "The resource's id; without it, all of the type that were changed since.")
  var id: String?

  @Option(
    help: ArgumentHelp("The moment to go back to: \(MomentArgument.forms).", valueName: "moment"), transform: { try MomentArgument($0) })
  var at: MomentArgument?

  @OptionGroup var recovery: RecoveryOptions

  func validate() throws {
    guard recovery.plan == nil else {
      if type != nil || at != nil { throw ValidationError("a plan says itself what is put back: leave --type, --id and --at out") }
      return
    }
    guard type != nil, at != nil else { throw ValidationError("give --type and --at, and --id for one resource") }
  }

  func run() async throws {
    let desk = try await RecoveryDesk(recovery, route: "annals restore")
    if let plan = recovery.plan { return try await desk.run(planOf: plan) }
    guard let type, let at else { return }
    // A day is over when the next begins.
    let moment = if case .day = at { at.end.advanced(byMicroseconds: -1) } else { at.first }
    try await desk.run(
      RecoveryRequest(id.map { RecoveryRequest.Subject.resource(try Resource(type: type, id: $0), at: moment) } ?? .type(type, at: moment)))
  }
}
