import Annals
import ArgumentParser

/// `annals archive restore PLACE`.
struct ArchiveRestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Bring records from an archive back into the store.",
    discussion: """
      As "annals import" does: twice is once, and secrets that today's rules find are
      redacted. Each file is read and held against its manifest before a record of
      it is stored. The archive keeps what it has. What is as old as before is moved
      or removed again by the next run or clean-up.

      EXAMPLES
        annals archive restore s3://my-archive/history --type PROMPT --from 2021-01-01
        annals archive restore /mnt/archive --store sqlite:copy.sqlite

      \(ExitStatus.help)
      """)

  @OptionGroup var selection: ArchiveSelection
  @OptionGroup(title: "Filters") var filters: FilterOptions

  @Flag(help: "The report as JSON.")
  var json = false

  @OptionGroup var acting: ActingOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    let selected = selection.filter(filters)
    let archive = try await ArchiveAddress.archive(selection.place)
    let history = try await store.openHistory(for: .writing)
    try await archive.check(knownTo: history.store)
    let restore = ArchiveRestore(from: archive, to: history.store, sanitizer: history.recorder.sanitizer)
    try await InterruptFlag.watching { interrupted in
      var line = ProgressLine(isShown: Console.isTerminal(2))
      let result: Result<ArchiveRestore.Report, any Error>
      do {
        result = .success(
          try await restore.run(matching: selected, isStopped: { interrupted.isSet }, progress: { line.update($0.read) }))
      } catch {
        result = .failure(error)
      }
      line.clear()
      let report = try result.get()
      if report.new > 0 {
        try await ActLog(history: history, user: acting.user).note(
          .create, Resource.access("archive"), route: "annals archive restore",
          details: ["place": .string(archive.place.address), "restored": .number(JSONNumber(report.new))])
      }
      let output = ByteOutput()
      if json {
        try output.write(json: report.json)
      } else {
        try output.write(
          line: "\(RecordCount.text(report.read)) read: \(report.new.grouped) new, \(report.alreadyThere.grouped) already there")
      }
      try output.finish()
      guard report.isComplete else { throw CommandFailure(.failed, "interrupted: run it again to bring the rest") }
      if report.read == 0 { throw CommandFailure(.nothingFound, "no record was found") }
    }
  }
}
