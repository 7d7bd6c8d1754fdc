import Annals
import ArgumentParser

/// How a plan is made, shown and applied.
struct RecoveryOptions: ParsableArguments {
  @Flag(help: "Do it: the plan that was just shown or, with --plan, exactly that one.")
  var apply = false

  @Option(help: ArgumentHelp("A plan that was made before, by its id.", valueName: "id"))
  var plan: String?

  @Option(
    help: ArgumentHelp(
      "What to do where others changed a resource since: skip it, overwrite it, or merge, which puts back the fields that nobody else touched (default: skip).",
      valueName: "choice"), transform: { try Self.choice($0) })
  var conflicts: ConflictChoice = .skip

  @Option(
    help: ArgumentHelp(
      "Values of fields that history redacted, as a JSON object, @FILE, or - for standard input: by name or pointer where nothing is there to keep; under TYPE/ID for one resource, in any case. null leaves a field out. They are not kept.",
      valueName: "json"))
  var fields: String?

  @Flag(help: "Put back all or nothing, in one transaction: 100 resources at most.")
  var allOrNothing = false

  @Option(help: "Why, for the plan and the records of it.")
  var reason: String?

  @Option(
    help: ArgumentHelp(
      "Use at most this many write units a second of the service's tables (default: as many as they take).", valueName: "units"))
  var maxWcu: Int?

  @Flag(help: "Show what the plan comes to, and its conflicts, without the other differences.")
  var brief = false

  @Flag(help: "The plan and what came of it as JSON, on one line.")
  var json = false

  @OptionGroup var archive: ArchiveInclusion
  @OptionGroup var color: ColorOptions
  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Description") var description: DescriptionOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    if let maxWcu, maxWcu < 1 { throw ValidationError("--max-wcu \(maxWcu) writes nothing: give 1 or more") }
    guard plan == nil || archive.includeArchive == nil else {
      throw ValidationError("--include-archive is for making a plan, which has all that it needs: leave it out with --plan")
    }
  }

  private static func choice(_ text: String) throws -> ConflictChoice {
    guard let choice = ConflictChoice(rawValue: text) else {
      throw ValidationError("\"\(text)\" is no choice: give \(ConflictChoice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  /// What was given for redacted fields.
  func givenFields() throws -> GivenFields { try JSONArgument.object(fields, "--fields").map { GivenFields($0) } ?? GivenFields() }
}
