import Annals
import ArgumentParser

/// `annals archive verify PLACE`.
struct ArchiveVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Read all of an archive, and say whether it is what was written.",
    discussion: """
      Reads every file and record, holds them against the manifests, and these
      against one another and against what the store knows of the newest. Without
      the store, as on another machine, a forged newest manifest shows only by its
      digest: note the "head" of a run, and give it with --head.

      EXAMPLES
        annals archive verify s3://my-archive/history
        annals archive verify /mnt/archive --head 5f0c…

      \(ExitStatus.help)
      """)

  @Argument(help: "The archive: \(ArchiveAddress.forms).", completion: .directory)
  var place: String

  @Option(help: ArgumentHelp("The digest of a manifest that the archive must hold.", valueName: "sha256"))
  var head: String?

  @Flag(help: "Do not ask the store.")
  var withoutStore = false

  @Flag(help: "The report as JSON.")
  var json = false

  @OptionGroup(title: "Configuration") var store: StoreOptions

  func run() async throws {
    var digest: TextDigest?
    if let head {
      digest = TextDigest(hexadecimal: head.lowercased())
      if digest == nil { throw CommandFailure(.usage, "--head is no SHA-256: give its 64 hexadecimal digits") }
    }
    let history = withoutStore ? nil : try await store.openHistory(for: .reading)
    let verification = try await ArchiveVerification(of: ArchiveAddress.place(place), knownTo: history?.store, head: digest)
    try await InterruptFlag.watching { interrupted in
      var line = ProgressLine(isShown: Console.isTerminal(2))
      let report = try await verification.run(isStopped: { interrupted.isSet }, progress: { line.update($0.records) })
      line.clear()
      try show(report)
      if !report.problems.isEmpty { throw ExitStatus.failed.code }
      guard report.isComplete else { throw CommandFailure(.failed, "interrupted: not all of the archive was read") }
      if report.manifests == 0 { throw CommandFailure(.nothingFound, "there is no archive at \(place)") }
    }
  }

  private func show(_ report: ArchiveVerification.Report) throws {
    let output = ByteOutput()
    if json {
      try output.write(json: report.json)
    } else {
      for problem in report.problems { try output.write(line: problem) }
      let state = report.problems.isEmpty ? "intact" : "\(report.problems.count.grouped) problems"
      try output.write(
        line: "\(report.manifests.grouped) manifests, \(report.parts.grouped) files, \(RecordCount.text(report.records)) read: \(state)")
      if let head = report.head {
        try output.write(line: "archive head: \(head)" + (report.isHeadKnown ? "" : " (held against nothing: give --head)"))
      }
    }
    try output.finish()
  }
}
