import Annals
import ArgumentParser

/// `annals keys make`.
struct KeysMakeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make",
    abstract: "Make a key, and show it once.",
    discussion: """
      Writes the key alone to standard output, and what it is to standard error.
      Roles: writer adds records, reader looks things up, auditor is a reader who
      also sees who looked, operator is a reader who also cleans up, admin may do
      all. Without --type, --id-prefix, --only-user and --since a key is good for
      all of history.

      EXAMPLES
        annals keys make --user ann@example.org --role reader --expires 90d
        annals keys make --user audit --role auditor --type INVOICE --type HISTORY
        annals keys make --user support --role reader --hide-field profile.email

      \(ExitStatus.help)
      """)

  @Option(help: "Who acts with the key.", transform: { try User($0) })
  var user: User

  @Option(help: "What they are: \(Role.names). Can be given several times.", transform: { try Role(named: $0) })
  var role: [Role]

  @OptionGroup(title: "Scope") var scope: ScopeOptions

  @Option(help: ArgumentHelp("How long it is good, as 12h or 90d, or the moment at which it ends (default: for good).", valueName: "when"))
  var expires: String?

  @Option(help: "What it is for, for people.")
  var name: String?

  @Flag(help: "The key and what it is as JSON.")
  var json = false

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let expires = try expires.map { try LifeTime.end($0) }
    let desk = try await KeyDesk(store, acting)
    let made = try await desk.keys.make(
      for: user, roles: Set(role), scope: scope.scope(), name: name, expires: expires)
    try await desk.note(.create, made.key)
    try KeyView.show(made, isJSON: json)
  }
}

/// What a key is good for.
struct ScopeOptions: ParsableArguments {
  @Option(
    name: .customLong("type"), help: ArgumentHelp("Only resources of this type. Can be given several times.", valueName: "type"),
    transform: { try ResourceType($0) })
  var types: [ResourceType] = []

  @Option(
    name: .customLong("id-prefix"),
    help: ArgumentHelp("Only resources whose id begins so. Can be given several times.", valueName: "prefix"))
  var idPrefixes: [String] = []

  @Option(
    name: .customLong("only-user"), help: ArgumentHelp("Only what this user did. Can be given several times.", valueName: "user"),
    transform: { try User($0) })
  var users: [User] = []

  @Option(
    help: ArgumentHelp("Only what happened from this moment on: \(MomentArgument.forms).", valueName: "moment"),
    transform: { try MomentArgument($0) })
  var since: MomentArgument?

  @Option(
    name: .customLong("hide-field"),
    help: ArgumentHelp("A field of states that is not shown, as profile.email. Can be given several times.", valueName: "field"),
    transform: { try AccessScope.field($0) })
  var hiddenFields: [String] = []

  func validate() throws {
    if idPrefixes.contains("") { throw ValidationError("--id-prefix is empty: give how ids begin") }
  }

  /// The scope of the options.
  func scope() -> AccessScope {
    var scope = AccessScope()
    if !types.isEmpty { scope.resourceTypes = Set(types) }
    if !idPrefixes.isEmpty { scope.idPrefixes = Set(idPrefixes) }
    if !users.isEmpty { scope.users = Set(users) }
    scope.since = since?.first
    scope.hiddenFields = Set(hiddenFields)
    return scope
  }
}

/// How long something is good, as an argument writes it.
enum LifeTime {
  static let forms = "12h, 90d, or a moment as 2026-12-16T20:30:00Z"

  /// The moment at which it ends.
  static func end(_ text: String, now: Timestamp = .now) throws(CommandFailure) -> Timestamp {
    if let span = span(text) { return now.advanced(byMicroseconds: span) }
    guard let moment = try? MomentArgument(text), case .moment(let end) = moment else {
      if text.utf8.count == 10, let midnight = try? Timestamp(text + "T00:00:00Z") { return midnight }
      throw CommandFailure(.usage, "--expires \(text.prefix(40)) is no time: give \(forms)")
    }
    return end
  }

  /// Microseconds of a time; `nil` where it is none.
  static func span(_ text: String) -> Int64? {
    guard let unit = text.last, let count = Int64(text.dropLast()), (0...36_525).contains(count) else { return nil }
    return switch unit {
    case "m": count * 60_000_000
    case "h": count * 3_600_000_000
    case "d": count * 86_400_000_000
    default: nil
    }
  }
}
