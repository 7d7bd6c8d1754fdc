import Annals
import ArgumentParser

/// `annals export`.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write records whole, one JSON object a line, newest first.",
    discussion: """
      Texts that are shown cut are put back, so that "annals import" makes the same
      history of it in another store. A file appears whole or not at all: until it
      is done it has another name. Records that arrive meanwhile are left out.

      EXAMPLES
        annals export -o history.ndjson.gz
        annals export --type PROMPT --from 2025-01-01 --to 2025-12-31 > 2025.ndjson
        Into another store:
          annals export | annals import --store sqlite:copy.sqlite

      \(ExitStatus.help)
      """)

  @Option(help: "Only resources of this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @OptionGroup(title: "Filters") var filters: FilterOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to this file, not to standard output.", valueName: "file"), completion: .file())
  var output: String?

  @Flag(help: "Write gzip; so is done for a file that ends in .gz.")
  var gzip = false

  @OptionGroup var archive: ArchiveInclusion
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let packs = gzip || (output?.hasSuffix(".gz") ?? false)
    if packs, output == nil, Console.isTerminal(1) {
      throw CommandFailure(.usage, "gzip is not for a terminal: give -o FILE, or send it on with a pipe")
    }
    let history = try await store.openHistory(for: .reading, including: archive)
    let writer = packs ? try GzipWriter() : nil
    try await InterruptFlag.watching { interrupted in
      let exporter = Exporter(history: history, filter: filters.filter(type: type), interrupted: interrupted)
      var progress = ProgressLine(isShown: Console.isTerminal(2) && (output != nil || !Console.isTerminal(1)))
      guard let path = output else {
        _ = try await exporter.run(to: ByteOutput(gzip: writer), &progress)
        return progress.clear()
      }
      let file = try AtomicFile(path: path)
      do {
        let count = try await exporter.run(to: ByteOutput(file.handle, name: path, gzip: writer), &progress)
        progress.clear()
        guard let count else { throw CommandFailure(.failed, "interrupted: \(path) was not written") }
        try file.commit()
        Console.tell("\(count.grouped) \(count == 1 ? "record" : "records") written to \(path)")
      } catch {
        progress.clear()
        file.discard()
        throw error
      }
    }
  }
}
