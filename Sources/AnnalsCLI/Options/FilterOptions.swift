import Annals
import ArgumentParser

/// How an operation ended, as flags.
enum OutcomeFlag: EnumerableFlag {
  case failed
  case succeeded

  static func help(for value: OutcomeFlag) -> ArgumentHelp? {
    switch value {
    case .failed: "Only operations that failed."
    case .succeeded: "Only operations that did not fail."
    }
  }

  var outcome: RecordFilter.Outcome {
    switch self {
    case .failed: .failed
    case .succeeded: .succeeded
    }
  }
}

/// Which records are meant, beside their resource.
struct FilterOptions: ParsableArguments {
  @Option(help: "Only operations of this kind: create, update, delete or read.", transform: { try OperationKind($0) })
  var operation: OperationKind?

  @Option(help: "Only what this user did.", transform: { try User($0) })
  var user: User?

  @Option(
    help: ArgumentHelp("Only from this moment on: \(MomentArgument.forms).", valueName: "moment"),
    transform: { try MomentArgument($0) })
  var from: MomentArgument?

  @Option(
    help: ArgumentHelp("Only before this moment; a day is meant whole.", valueName: "moment"),
    transform: { try MomentArgument($0) })
  var to: MomentArgument?

  @Flag(exclusivity: .exclusive)
  var outcome: OutcomeFlag?

  /// The filter for these options and a type.
  func filter(type: ResourceType? = nil) -> RecordFilter {
    RecordFilter(
      resourceType: type, user: user, operation: operation, outcome: outcome?.outcome, from: from?.first, to: to?.end)
  }
}
