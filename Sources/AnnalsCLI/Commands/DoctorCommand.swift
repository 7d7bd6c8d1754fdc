import AWSClient
import Annals
import AnnalsDynamoDB
import ArgumentParser

/// `annals doctor`.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Examine a DynamoDB table for history, and say what to do.",
    discussion: """
      Looks at credentials, region, clock, table, keys, indexes, expiry and
      recovery, and tries each permission in a way that changes nothing. Those that
      cannot be tried so, such as UpdateTable, it names; --policy prints all of them.
      Ends with 1 where history would not work.

      EXAMPLES
        TABLE_NAME=history annals doctor
        annals doctor history --role writer
        annals doctor history --policy writer > writer-policy.json
        annals doctor history --template cloudformation > history.yaml

      \(ExitStatus.help)
      """)

  /// What a template is written for.
  enum Template: String, CaseIterable, ExpressibleByArgument {
    case cloudformation
    case terraform
  }

  @OptionGroup var table: TableOptions

  @Option(help: "Whose permissions are tried: writer, reader or operator (default: operator).", transform: Self.role)
  var role: AccessRole?

  @Option(help: "Only print the least IAM policy of a writer, reader or operator.", transform: Self.role)
  var policy: AccessRole?

  @Option(help: "Only print a template that makes the table: cloudformation or terraform.")
  var template: Template?

  @Flag(help: "The findings as JSON, one a line.")
  var json = false

  @OptionGroup var color: ColorOptions

  func run() async throws {
    let name = try table.name()
    let output = ByteOutput()
    if let policy {
      try output.write(line: AccessPolicy(policy, tableARN: Self.arn(of: name, region: AWSConnection.shared.client().region)).json)
      return try output.finish()
    }
    if let template {
      switch template {
      case .cloudformation: try output.write(line: CloudFormationSnippet(tableName: name).text)
      case .terraform: try output.write(line: TerraformSnippet(tableName: name).text)
      }
      return try output.finish()
    }
    let findings = await TableDoctor(client: try AWSConnection.shared.client(), tableName: name, role: role ?? .operator).examine()
    for finding in findings {
      if json {
        try output.write(json: Self.json(finding))
      } else {
        for line in Self.lines(finding, color.palette) { try output.write(line: line) }
      }
    }
    try output.finish()
    if findings.contains(where: \.isFailure) { throw ExitStatus.failed.code }
  }

  private static func role(_ text: String) throws -> AccessRole {
    guard let role = AccessRole(rawValue: text) else {
      throw ValidationError("There is no role \"\(text)\": give writer, reader or operator.")
    }
    return role
  }

  private static func arn(of name: String, region: String) -> String {
    name.hasPrefix("arn:") ? name : AccessPolicy.tableARN(name, region: region)
  }

  private static func lines(_ finding: DoctorFinding, _ palette: Palette) -> [String] {
    let mark =
      switch finding.outcome {
      case .fine: palette.paint("ok     ", as: .create)
      case .warning: palette.paint("warning", as: .update)
      case .failed: palette.paintFailure("failed ")
      }
    return ["\(mark)  \(finding.check): \(finding.sentence)"] + (finding.remedy.map { ["         -> \($0)"] } ?? [])
  }

  private static func json(_ finding: DoctorFinding) -> JSONObject {
    let outcome =
      switch finding.outcome {
      case .fine: "fine"
      case .warning: "warning"
      case .failed: "failed"
      }
    return [
      "check": .string(finding.check), "outcome": .string(outcome), "finding": .string(finding.sentence),
      "remedy": finding.remedy.map { .string($0) } ?? .null,
    ]
  }
}
