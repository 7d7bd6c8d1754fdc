import ArgumentParser

/// `annals archive`.
struct ArchiveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive",
    abstract: "Move very old history to a folder or to S3, and get it back from there.",
    discussion: """
      A PLACE is a folder's path, or s3://BUCKET/PREFIX. It holds NDJSON in gzip, a
      file for each type and day, and a row of manifests that list them with their
      digests. docs/ARCHIVE.md has the format, and the tables for Athena.

      EXAMPLES
        annals archive --older-than 730d --to s3://my-archive/history
        annals archive list s3://my-archive/history
        annals archive verify s3://my-archive/history
        annals archive search s3://my-archive/history --type PROMPT --user ann
        annals archive restore s3://my-archive/history --from 2021-01-01 --to 2021-03-31

      \(ExitStatus.help)
      """,
    subcommands: [
      ArchiveRunCommand.self, ArchiveListCommand.self, ArchiveVerifyCommand.self, ArchiveSearchCommand.self, ArchiveRestoreCommand.self,
    ],
    defaultSubcommand: ArchiveRunCommand.self)
}
