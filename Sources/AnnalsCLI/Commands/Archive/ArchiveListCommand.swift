import Annals
import ArgumentParser

/// `annals archive list PLACE`.
struct ArchiveListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show what an archive holds, by its manifests.",
    discussion: """
      For each type its days, records, files and bytes; with --files each file. It
      reads manifests only: "annals archive verify" reads the files.

      \(ExitStatus.help)
      """)

  @Argument(help: "The archive: \(ArchiveAddress.forms).", completion: .directory)
  var place: String

  @Option(help: "Only this type.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Flag(help: "Show each file.")
  var files = false

  @Flag(help: "Each file as JSON, one a line.")
  var json = false

  func run() async throws {
    let archive = try await ArchiveAddress.archive(place)
    let parts = archive.allParts.filter { part in type.map { $0 == part.day.type } ?? true }
    let output = ByteOutput()
    if json {
      for part in parts { try output.write(json: part.json) }
    } else {
      for line in lines(parts) { try output.write(line: line) }
      if let covered = archive.coversBefore {
        try output.write(line: "all records from before \(TimeText.long(covered)) that were to be moved are here")
      }
    }
    try output.finish()
    if parts.isEmpty { throw CommandFailure(.nothingFound, "no file was found") }
  }

  private func lines(_ parts: [ArchivePart]) -> [String] {
    if files {
      return parts.map { "\($0.name)  \(RecordCount.text($0.records)), \($0.bytes.grouped) bytes" }
    }
    return Dictionary(grouping: parts, by: \.day.type).sorted { $0.key < $1.key }.map { type, parts in
      let days = parts.map(\.day.day)
      let span = "\(ArchiveDay.date(days.min() ?? 0)) to \(ArchiveDay.date(days.max() ?? 0))"
      let records = RecordCount.text(parts.reduce(0) { $0 + $1.records })
      return "\(type.name)  \(span)  \(records)  \(parts.count.grouped) files  \(parts.reduce(0) { $0 + $1.bytes }.grouped) bytes"
    }
  }
}
