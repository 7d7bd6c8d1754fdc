import Annals
import ArgumentParser

/// `annals as-of`.
struct AsOfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "as-of",
    abstract: "Show a resource, or all of a type, as it was at a moment.",
    discussion: """
      The state is that after the last operation until the moment or, where that
      was not recorded, the one before the next operation. What neither tells is
      unknown, and why; redacted fields are named. Resources that were not there
      are left out unless --absent asks for them. A day means its end. With --json
      one resource a line: status (known, absent, unknown), state, and the record
      that tells it.

      EXAMPLES
        annals as-of --type PROMPT --at 2025-12-16T20:30Z
        What did it look like a week ago?
          annals as-of --type PROMPT --id prompt-1.1 --at 7d
        All of them, into a file:
          annals as-of --type PROMPT --at 2025-12-16 --json > prompts.ndjson

      \(ExitStatus.help)
      """)

  @Option(help: ArgumentHelp("The resources' type, in any case.", valueName: "type"), transform: { try ResourceType($0) })
  var type: ResourceType

  @Option(help: ArgumentHelp("The moment: \(MomentArgument.forms).", valueName: "moment"), transform: { try MomentArgument($0) })
  var at: MomentArgument

  @Option(help: ArgumentHelp("One resource alone.", valueName: "id"))
  var id: String?

  @Flag(help: "Show resources that were removed before the moment, too.")
  var absent = false

  @Flag(help: "One resource a line as JSON.")
  var json = false

  @OptionGroup var archive: ArchiveInclusion
  @OptionGroup(title: "Configuration") var store: StoreOptions

  /// The moment that is meant: of a day, its last.
  private var moment: Timestamp {
    switch at {
    case .moment(let moment): moment
    case .day: at.end.advanced(byMicroseconds: -1)
    }
  }

  func run() async throws {
    let history = try await store.openHistory(for: .reading, including: archive)
    if let id {
      try await show(Resource(type: type, id: id), in: history)
    } else {
      try await showAll(in: history)
    }
  }

  private func show(_ resource: Resource, in history: HistoryService) async throws {
    let found = try await history.resource(resource, at: moment)
    let output = ByteOutput()
    if json {
      try output.write(json: found.json)
    } else {
      for line in StateView(found).lines { try output.write(line: line) }
    }
    try output.finish()
    if case .unknown(let reason) = found.state { throw CommandFailure(.nothingFound, "the state at \(moment) is unknown: \(reason)") }
  }

  private func showAll(in history: HistoryService) async throws {
    let output = ByteOutput()
    var counts: [String: Int] = [:]
    for try await found in history.states(of: type, at: moment, showsAbsent: absent) {
      counts[found.state.word, default: 0] += 1
      try output.write(json: json, found)
    }
    try output.finish()
    guard !counts.isEmpty else { throw CommandFailure(.nothingFound, "nothing is known to have been there of \(type) at \(moment)") }
    if let unknown = counts["unknown"] { Console.tell("annals: of \(unknown.grouped) of them the state is unknown; each says why") }
  }
}

extension ByteOutput {
  /// Writes a resource on a line, for a script or a person.
  fileprivate func write(json isJSON: Bool, _ found: ResourceAtMoment) throws {
    if isJSON { try write(json: found.json) } else { try write(line: StateView(found).summary) }
  }
}
