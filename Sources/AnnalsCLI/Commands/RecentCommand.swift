import Annals
import ArgumentParser

/// `annals recent`.
struct RecentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recent",
    abstract: "Show what happened lately to all resources, newest first.",
    discussion: """
      A table for a person, or with --json one record a line for a script. Times
      are UTC. What is shown is a page; where it ends, the way to the next one is
      told on standard error.

      EXAMPLES
        What happened in the last day?
          annals recent --from 24h
        What failed this month?
          annals recent --failed --from 30d --all
        What did one user delete?
          annals recent --user admin@igad.org --operation delete --ids
        Watch a type in a script:
          annals recent --type PROMPT --from 5m --json | jq -r .resource_id
        What did a trace change?
          annals recent --trace 4bf92f3577b34da6a3ce929d0e0e4736 --from 1h

      \(ExitStatus.help)
      """)

  @Option(help: "Only resources of this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(help: ArgumentHelp("Only what was done in this request (metadata.request_id).", valueName: "id"))
  var request: String?

  @Option(help: ArgumentHelp("Only what was done in this trace (metadata.trace_id).", valueName: "id"))
  var trace: String?

  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var archive: ArchiveInclusion
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    try await RecordListing(
      history: store.openHistory(for: .reading, including: archive), filter: filters.filter(type: type),
      cause: RecordCause(requestID: request, traceID: trace), options: list,
      columns: .init(id: list.ids),
      standardLimit: 100
    ).run()
  }
}
