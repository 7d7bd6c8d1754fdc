import Annals
import ArgumentParser

/// `annals undo`.
struct UndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Undo what was done to a service's data: plan it, look at it, then apply it.",
    discussion: """
      Prints what would be written or removed, each as a difference, with conflicts
      and the cost, and keeps that as a plan for thirty days. Nothing is changed
      without --apply. --plan ID --apply does exactly what that plan says; what is
      another by then stays as it is, and the rest goes on. A run that was stopped
      or killed is taken up by the same command.

      Each resource that is put back is an operation in the history, by you, with
      the ids of what was undone: --of-plan undoes all of a plan again. Where the
      resources are is said by a description of the tables; see "annals help tables".

      EXAMPLES
        annals undo --user eve@example.org --from 2h --reason "INC-481"
        annals undo --plan 01j9z3k8q2xyz --apply --max-wcu 500
        annals undo --user eve@example.org --type PROMPT --operation delete --apply
        annals undo --request 7f3c --conflicts merge
        annals undo --history-id '2025-12-16T20:30:00.123456Z#DELETE#prompt-1.1#01J9Z3K8Q2'
        annals undo --of-plan 01j9z3k8q2xyz --apply
        annals undo --user eve@example.org --to 2021-06-30 --include-archive s3://my-archive/history

      \(ExitStatus.help)
      """)

  @Option(help: "What this user did.", transform: { try User($0) })
  var user: User?

  @Option(
    help: ArgumentHelp("From this moment on: \(MomentArgument.forms).", valueName: "moment"), transform: { try MomentArgument($0) })
  var from: MomentArgument?

  @Option(
    help: ArgumentHelp("Before this moment; a day is meant whole.", valueName: "moment"), transform: { try MomentArgument($0) })
  var to: MomentArgument?

  @Option(help: "What was done to resources of this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(help: "What was done to the resource with this id; needs --type.")
  var id: String?

  @Option(help: "Operations of this kind: create, update or delete.", transform: { try OperationKind($0) })
  var operation: OperationKind?

  @Option(help: ArgumentHelp("What was done in this request (metadata.request_id).", valueName: "id"))
  var request: String?

  @Option(
    help: ArgumentHelp("What has this tag. Can be given several times: all must be there.", valueName: "name=value"),
    transform: { try Self.tag($0) })
  var tag: [Tag] = []

  @Option(
    help: ArgumentHelp("This operation. Can be given several times, without the options above.", valueName: "history-id"),
    transform: { try HistoryID($0) })
  var historyID: [HistoryID] = []

  @Option(help: ArgumentHelp("All that was put back by this plan.", valueName: "plan-id"))
  var ofPlan: String?

  @OptionGroup var recovery: RecoveryOptions

  /// A tag as it is given.
  struct Tag {
    let name: String
    let value: String
  }

  func validate() throws {
    if id != nil, type == nil { throw ValidationError("--id needs --type: ids are unique within a type") }
    if operation == .read { throw ValidationError("a read changed nothing that can be undone: give create, update or delete") }
    let ways = [recovery.plan != nil, !historyID.isEmpty, ofPlan != nil, hasFilter].filter { $0 }.count
    guard ways > 0 else {
      throw ValidationError("nothing says what is to be undone: give --user, --type, --request, --tag, --history-id, --of-plan or a time")
    }
    guard ways == 1 else {
      throw ValidationError("--plan, --history-id, --of-plan and the other options exclude each other: give one kind")
    }
  }

  private var hasFilter: Bool {
    user != nil || from != nil || to != nil || type != nil || operation != nil || request != nil || !tag.isEmpty
  }

  func run() async throws {
    let desk = try await RecoveryDesk(recovery, route: "annals undo")
    if let plan = recovery.plan { return try await desk.run(planOf: plan) }
    try await desk.run(wanted)
  }

  private var wanted: RecoveryRequest {
    if let ofPlan { return RecoveryRequest(.plan(ofPlan)) }
    guard historyID.isEmpty else { return RecoveryRequest(.records(historyID)) }
    var filter = RecordFilter(resourceType: type, user: user, operation: operation, from: from?.first, to: to?.end)
    filter.resourceID = id
    let tags = Dictionary(tag.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    return RecoveryRequest(.operations(filter, requestID: request, tags: tags))
  }

  private static func tag(_ text: String) throws -> Tag {
    guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
      throw ValidationError("\"\(text)\" is no tag: give NAME=VALUE")
    }
    return Tag(name: String(text[..<mark]), value: String(text[text.index(after: mark)...]))
  }
}
