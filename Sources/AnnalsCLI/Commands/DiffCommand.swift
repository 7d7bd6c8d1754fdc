import Annals
import ArgumentParser

/// `annals diff HISTORY_ID` and `annals diff TYPE ID`.
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what an operation changed, or how a resource differs between two moments.",
    discussion: """
      With a history id: the difference of the states before and after it. With a
      type and an id: how the resource differs between --from and --to, as far as
      history knows its states then. Lists are matched by their elements' ids or
      contents; in long texts the words that differ are marked. + was added,
      - removed, ~ changed, > moved within its list.

      EXAMPLES
        annals diff '2025-12-16T20:30:00.123456Z#UPDATE#prompt-1.1#01J9Z3K8Q2'
        What happened to it in the last week?
          annals diff PROMPT prompt-1.1 --from 7d
        A JSON Patch (RFC 6902), for another program:
          annals diff PROMPT prompt-1.1 --from 2025-12-01 --patch

      \(ExitStatus.help)
      """)

  @Argument(help: "A record's id, or a resource's type.")
  var subject: String

  @Argument(help: "The resource's id, behind its type.")
  var id: String?

  @Option(help: ArgumentHelp("The earlier moment: \(MomentArgument.forms).", valueName: "moment"), transform: { try MomentArgument($0) })
  var from: MomentArgument?

  @Option(
    help: ArgumentHelp("The later moment. Default: now.", valueName: "moment"), transform: { try MomentArgument($0) })
  var to: MomentArgument?

  @Flag(help: "The changes and the patch as JSON on one line.")
  var json = false

  @Flag(help: "The JSON Patch (RFC 6902) alone, on one line.")
  var patch = false

  @OptionGroup var color: ColorOptions
  @OptionGroup var archive: ArchiveInclusion
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    if id == nil, from != nil || to != nil {
      throw ValidationError("--from and --to are for a resource: give its type and id.")
    }
    if id != nil, from == nil { throw ValidationError("A resource is compared between two moments: give --from.") }
    if json, patch { throw ValidationError("--patch is a part of --json: give one of them.") }
  }

  func run() async throws {
    let diff = try await diff(in: store.openHistory(for: .reading, including: archive))
    let bytes = ByteOutput()
    if patch {
      try bytes.write(line: JSONWriter.text(of: diff.patch.json))
    } else if json {
      try bytes.write(json: diff.json)
    } else if diff.isEmpty {
      Console.tell("nothing differs")
    } else {
      for line in DiffView(diff: diff, palette: color.palette).lines { try bytes.write(line: line) }
    }
    try bytes.finish()
  }

  private func diff(in history: HistoryService) async throws -> StateDiff {
    guard let id else {
      let record = try HistoryID(subject)
      guard let found = try await history.record(record), let whole = try await history.whole([found]).first else {
        throw CommandFailure(.nothingFound, "there is no record with the id \(record)")
      }
      return StateDiff(from: whole.before, to: whole.after)
    }
    let resource = try Resource(type: ResourceType(subject), id: id)
    let before = try await state(of: resource, at: from?.first ?? .now, in: history)
    return StateDiff(from: before, to: try await state(of: resource, at: to?.end ?? .now, in: history))
  }

  private func state(of resource: Resource, at moment: Timestamp, in history: HistoryService) async throws -> JSONObject? {
    switch try await history.state(of: resource, at: moment) {
    case .known(let state, _): state
    case .absent: nil
    case .unknown(let reason): throw CommandFailure(.nothingFound, "the state at \(moment) is unknown: \(reason)")
    }
  }
}
