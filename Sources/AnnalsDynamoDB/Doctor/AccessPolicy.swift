import Annals

/// The least IAM policy that works for a role.
///
/// It reaches only items whose partition key begins with `HISTORY#`, so that who has it for history in a service's main table cannot read or
/// change the service's own items. An operator's scans are the exception: a scan cannot be held to keys.
///
/// A table that is encrypted with a customer's KMS key needs that key's permissions too.
public struct AccessPolicy: Sendable {
  /// Whose policy.
  public let role: AccessRole
  private let tableARN: String
  private let withIndexes: Bool

  /// A policy for a table by its ARN; on a table without indexes, a reader may scan.
  public init(_ role: AccessRole, tableARN: String, withIndexes: Bool = true) {
    self.role = role
    self.tableARN = tableARN
    self.withIndexes = withIndexes
  }

  /// The ARN of a table; without an account, of that table in any account.
  public static func tableARN(_ name: String, region: String, account: String = "*") -> String {
    if name.hasPrefix("arn:") { return name }
    let partition =
      switch region {
      case _ where region.hasPrefix("cn-"): "aws-cn"
      case _ where region.hasPrefix("us-gov-"): "aws-us-gov"
      case _ where region.hasPrefix("eusc-"): "aws-eusc"
      case _ where region.hasPrefix("us-iso-"): "aws-iso"
      case _ where region.hasPrefix("us-isob-"): "aws-iso-b"
      case _ where region.hasPrefix("eu-isoe-"): "aws-iso-e"
      case _ where region.hasPrefix("us-isof-"): "aws-iso-f"
      default: "aws"
      }
    return "arn:\(partition):dynamodb:\(region):\(account):table/\(name)"
  }

  /// The policy as JSON.
  public var json: String {
    let actions = role.actions(withIndexes: withIndexes)
    var statements = [
      statement(
        "HistoryItems", actions.filter(\.namesItems), [tableARN],
        condition: #""ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["\#(ItemKey.historyPrefix)*"] }"#)
    ]
    if withIndexes, actions.contains(.query) {
      let indexes = [HistoryTable.timeIndex, HistoryTable.userIndex].map { "\(tableARN)/index/\($0)" }
      statements.append(statement("HistoryIndexes", [.query], indexes))
    }
    let others = actions.filter { !$0.namesItems }
    if !others.isEmpty { statements.append(statement("HistoryTable", others, [tableARN])) }
    return """
      {
        "Version": "2012-10-17",
        "Statement": [
      \(statements.joined(separator: ",\n"))
        ]
      }
      """
  }

  private func statement(_ id: String, _ actions: [AccessAction], _ resources: [String], condition: String? = nil) -> String {
    """
        {
          "Sid": "\(id)",
          "Effect": "Allow",
          "Action": [\(list(actions.map(\.name)))],
          "Resource": [\(list(resources))]\(condition.map { ",\n      \"Condition\": { \($0) }" } ?? "")
        }
    """
  }

  private func list(_ texts: [String]) -> String {
    texts.map { JSONWriter.text(of: .string($0)) }.joined(separator: ", ")
  }
}
