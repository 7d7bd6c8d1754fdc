import Annals
import ArgumentParser

/// `annals log OPERATION TYPE ID`.
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Record one operation, and print its history id.",
    discussion: """
      The record is redacted and stored before the command ends. A state is a JSON
      object: given as it is, as @FILE, or as - for standard input.

      EXAMPLES
        annals log create PROMPT prompt-1.1 --user admin@igad.org \\
          --after '{"name": "Prompt 1.1", "version": "1.1"}'
        annals log update PROMPT prompt-1.1 --before @old.json --after @new.json \\
          --reason "typo" --request-id "$REQUEST_ID"
        curl -s https://example.org/prompts/1 | annals log read PROMPT 1 --after -
        annals log delete PROMPT prompt-1.1 --failed "permission denied"

      \(ExitStatus.help)
      """)

  @Argument(help: "What was done: create, update, delete or read.", transform: { try OperationKind($0) })
  var operation: OperationKind

  @Argument(help: "The resource's type, in any case: 1 to 64 characters without #.", transform: { try ResourceType($0) })
  var type: ResourceType

  @Argument(help: "The resource's id: 1 to 1,024 bytes.")
  var id: String

  @Option(help: "Who did it (default: system).", transform: { try User($0) })
  var user: User?

  @Option(help: ArgumentHelp("The state before.", valueName: "json"))
  var before: String?

  @Option(help: ArgumentHelp("The state after.", valueName: "json"))
  var after: String?

  @Option(help: ArgumentHelp("What else should be kept.", valueName: "json"))
  var metadata: String?

  @Option(help: "Why it was done.")
  var reason: String?

  @Option(help: ArgumentHelp("The request that it was done for.", valueName: "id"))
  var requestID: String?

  @Option(help: ArgumentHelp("The operation failed, and why.", valueName: "message"))
  var failed: String?

  @Option(
    help: ArgumentHelp("When it was done: \(MomentArgument.forms) (default: now).", valueName: "moment"),
    transform: { try MomentArgument($0) })
  var at: MomentArgument?

  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    guard [before, after, metadata].count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("only one of --before, --after and --metadata can be read from standard input")
    }
  }

  func run() async throws {
    let settings = try store.settings()
    let record = HistoryRecord(
      operation, of: try Resource(type: type, id: id), at: at?.first ?? .now, token: .next(), by: user ?? .system,
      before: try JSONArgument.object(before, "--before"), after: try JSONArgument.object(after, "--after"),
      metadata: try wholeMetadata())
    let history = try await store.open(settings, for: .recording)
    let sanitizer = try Sanitizer(redaction: settings.history.redaction, truncation: settings.history.truncation)
    let sanitized = sanitizer.sanitize(record)
    _ = try await history.store.append([sanitized])
    let output = ByteOutput()
    try output.write(line: SafeText.escaped(sanitized.record.id.description))
    try output.finish()
  }

  private func wholeMetadata() throws -> JSONObject {
    var members = try JSONArgument.object(metadata, "--metadata") ?? [:]
    if let reason { members["reason"] = .string(reason) }
    if let requestID { members["request_id"] = .string(requestID) }
    if let failed {
      members["success"] = false
      members["error"] = .string(failed)
    } else if members["success"] == nil {
      members["success"] = true
    }
    return members
  }
}
