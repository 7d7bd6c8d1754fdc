import Annals
import ArgumentParser

/// `annals archive search PLACE`.
struct ArchiveSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Show records of an archive, newest first.",
    discussion: """
      The same filters and the same forms as "annals recent" and "annals history".
      It reads the files of the types and days that are asked for. To look through
      store and archive together, give those commands --include-archive.

      EXAMPLES
        annals archive search /mnt/archive --type PROMPT --operation delete
        annals archive search s3://my-archive/history --type PROMPT --id prompt-1.1 --all --full --json

      \(ExitStatus.help)
      """)

  @OptionGroup var selection: ArchiveSelection
  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup var list: ListOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let archive = try await ArchiveAddress.archive(selection.place)
    let history = try HistoryService(
      store: ArchivedStore(MemoryStore(), archive: archive), configuration: store.settings().history, logger: store.prepare())
    try await RecordListing(
      history: history, filter: selection.filter(filters), options: list, columns: .init(resource: selection.id == nil, id: list.ids),
      standardLimit: 100
    ).run()
  }
}
