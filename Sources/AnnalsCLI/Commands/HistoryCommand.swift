import Annals
import ArgumentParser

/// `annals history TYPE ID`.
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what happened to one resource, newest first.",
    discussion: """
      A table for a person, or with --json one record a line for a script. Times
      are UTC. CHANGED names the members of the state that an update changed, and
      says why an operation failed. What is shown is a page; where it ends, the
      way to the next one is told on standard error.

      EXAMPLES
        Who deleted it?
          annals history PROMPT prompt-1.1 --operation delete
        What did it look like before the last week's changes?
          annals history PROMPT prompt-1.1 --to 7d --limit 1 --json
        All of it, into a file:
          annals history PROMPT prompt-1.1 --all --full --json > prompt.ndjson

      \(ExitStatus.help)
      """)

  @Argument(help: "The resource's type, in any case.", transform: { try ResourceType($0) })
  var type: ResourceType

  @Argument(help: "The resource's id.")
  var id: String

  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var archive: ArchiveInclusion
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    var filter = filters.filter(type: type)
    filter.resourceID = try Resource(type: type, id: id).id
    try await RecordListing(
      history: store.openHistory(for: .reading, including: archive), filter: filter, options: list,
      columns: .init(resource: false, id: list.ids),
      standardLimit: 50
    ).run()
  }
}
