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

  @Argument(help: "The archive: \(ArchiveAddress.forms).", completion: .directory)
  var place: String

  @Option(help: "Only resources of this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Option(help: "Only the resource with this id; needs --type.")
  var id: String?

  @OptionGroup(title: "Filters") var filters: FilterOptions
  @OptionGroup var list: ListOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    if id != nil, type == nil { throw ValidationError("--id was given without --type: give both") }
  }

  func run() async throws {
    var filter = filters.filter(type: type)
    filter.resourceID = id
    let archive = try await ArchiveAddress.archive(place)
    let history = try HistoryService(
      store: ArchivedStore(MemoryStore(), archive: archive), configuration: store.settings().history, logger: store.prepare())
    try await RecordListing(
      history: history, filter: filter, options: list, columns: .init(resource: id == nil, id: list.ids), standardLimit: 100
    ).run()
  }
}
