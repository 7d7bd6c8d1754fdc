import Annals
import AnnalsDynamoDB
import ArgumentParser

/// `annals setup`.
struct SetupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup",
    abstract: "Make a DynamoDB table for history, or add what is missing to one that is there.",
    discussion: """
      A service's own main table will do, where its keys are the strings PK and SK:
      it gets two sparse indexes, one after the other, and nothing in it is
      changed. Run again it says that nothing is missing. Credentials and region
      come from where AWS's own tools take them.

      EXAMPLES
        TABLE_NAME=history annals setup
        annals setup history --pitr --deletion-protection --tag team=platform
        annals setup history --read-units 5 --write-units 10

      \(ExitStatus.help)
      """)

  @OptionGroup var table: TableOptions

  @Option(help: ArgumentHelp("Pay by the hour: read units a second, for the table and for each index.", valueName: "units"))
  var readUnits: Int?

  @Option(help: ArgumentHelp("Pay by the hour: write units a second, for the table and for each index.", valueName: "units"))
  var writeUnits: Int?

  @Option(help: ArgumentHelp("A tag of a new table. Can be given several times.", valueName: "name=value"))
  var tag: [String] = []

  @Flag(help: "Keep the table recoverable to any second of the last 35 days (at a price).")
  var pitr = false

  @Flag(help: "Have the table refuse to be deleted.")
  var deletionProtection = false

  @Option(help: ArgumentHelp("The KMS key to encrypt with: its id, ARN or alias.", valueName: "key"))
  var kmsKey: String?

  @Flag(help: "Leave the expiry of items off: a retention then hides records and does not remove them.")
  var noExpiry = false

  func run() async throws {
    let setup = TableSetup(client: try AWSConnection.shared.client(), tableName: try table.name(), options: try options())
    let done = try await setup.run { Console.tell("annals: \($0)") }
    let output = ByteOutput()
    for sentence in done { try output.write(line: sentence) }
    try output.finish()
  }

  private func options() throws -> TableSetupOptions {
    var options = TableSetupOptions()
    switch (readUnits, writeUnits) {
    case (nil, nil): break
    case (let read?, let write?): options.capacity = .provisioned(readUnits: read, writeUnits: write)
    default: throw CommandFailure(.usage, "--read-units and --write-units go together: give both, or neither to pay by request")
    }
    for text in tag {
      guard let mark = text.firstIndex(of: "=") else {
        throw CommandFailure(.usage, "--tag \(text.prefix(80)) has no value: give --tag NAME=VALUE")
      }
      options.tags[String(text[..<mark])] = String(text[text.index(after: mark)...])
    }
    options.hasPointInTimeRecovery = pitr
    options.isDeletionProtected = deletionProtection
    options.kmsKey = kmsKey
    options.hasExpiry = !noExpiry
    return options
  }
}
