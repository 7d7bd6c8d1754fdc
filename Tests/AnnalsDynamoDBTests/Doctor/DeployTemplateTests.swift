import Foundation
import Testing

@testable import AnnalsDynamoDB

/// `Deploy/cloudformation.yaml` beside what Annals itself makes and asks for.
@Suite("The CloudFormation template of Deploy")
struct DeployTemplateTests {
  private func lines(_ name: String) throws -> [String] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return String(decoding: try Data(contentsOf: root.appendingPathComponent("Deploy/\(name)")), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test("Its table is the one that annals setup makes: keys, indexes, what these hold, and expiry, line by line")
  func table() throws {
    var rest = try lines("cloudformation.yaml")[...]
    let own = CloudFormationSnippet(tableName: "history").text.split(separator: "\n").map(String.init)
    let begin = try #require(own.firstIndex { $0.contains("AttributeDefinitions:") })
    for line in own[begin...] {
      let place = try #require(rest.firstIndex(of: line), "\(line) is not there, or not in its place")
      rest = rest[(place + 1)...]
    }
  }

  @Test(
    "Its roles may do what the server does with items of history, and no more",
    arguments: ["cloudformation.yaml", "cloudformation-lambda.yaml"])
  func role(file: String) throws {
    let named = Set(try lines(file).flatMap { $0.split { " -,[]".contains($0) } }.filter { $0.hasPrefix("dynamodb:") }.map(String.init))
    var needed = Set(AccessAction.allCases.filter(\.namesItems).map(\.name)).union([AccessAction.describeTable.name])
    // A baseline scans the service's own tables, and those alone.
    let scans = try lines(file).enumerated().filter { $1.contains("dynamodb:Scan") }.map(\.offset)
    if file == "cloudformation-lambda.yaml" { needed.insert("dynamodb:Scan") }
    for place in scans { #expect(try lines(file)[place + 1].contains("Resource: !Ref BaselineTableArns")) }
    #expect(
      named.subtracting(["dynamodb:LeadingKeys:", "dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/history"]) == needed)
    #expect(try lines(file).contains { $0.contains("dynamodb:LeadingKeys: [\"\(ItemKey.historyPrefix)*\"]") })
  }
}
