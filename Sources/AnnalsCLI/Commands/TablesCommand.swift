import AWSClient
import Annals
import AnnalsDynamoDB
import ArgumentParser

/// `annals tables`.
struct TablesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tables",
    abstract: "Show and check the description of the service's own tables.",
    discussion: """
      The description says where the items of each resource type are, so that
      Annals can record what is there and put back what is not: a YAML file, such as
        tables:
          PROMPT:
            table: prompts
            key: prompt_id
          PROPOSAL:
            table: main
            key: {PK: "PROPOSAL#{id}", SK: DETAILS}
            leave_alone: [version]
            types: {tags: text set}
            references: {prompt_id: PROMPT}
      docs/RECOVERY.md says what each name means. With a type and an id, the key of
      that resource's item is shown. With --check DynamoDB is asked whether each
      table is there and has these keys.

      EXAMPLES
        annals tables --check
        annals tables PROPOSAL p-17 --tables ops/annals.yaml

      \(ExitStatus.help)
      """)

  @Argument(help: "A type, whose resource's key is shown.", transform: { try ResourceType($0) })
  var type: ResourceType?

  @Argument(help: "The resource's id, behind its type.")
  var id: String?

  @Flag(help: "Ask DynamoDB whether the tables are so.")
  var check = false

  @Flag(help: "The description as JSON.")
  var json = false

  @OptionGroup(title: "Description") var description: DescriptionOptions
  @OptionGroup(title: "Configuration") var store: StoreOptions

  func validate() throws {
    if type != nil, id == nil { throw ValidationError("A key is that of one resource: give its id, too.") }
  }

  func run() async throws {
    let tables = try description.settings(store).requiredTables()
    let output = ByteOutput()
    if let type, let id {
      let table = try tables.table(of: type)
      try output.write(json: ["table": .string(table.tableName), "key": .object(table.keyJSON(of: id))])
    } else if json {
      try output.write(json: ["tables": .object(JSONObject(tables.all.map { ($0.type.name, .object($0.json)) }))])
    } else {
      for table in tables.all { try output.write(line: SafeText.escaped(table.line)) }
    }
    try output.finish()
    guard check else { return }
    let troubles = try await TableCheck(client: DynamoDBClient(AWSConnection.shared.client())).troubles(of: tables)
    for trouble in troubles { Console.complain(trouble) }
    guard troubles.isEmpty else { throw ExitStatus.failed.code }
    Console.tell("annals: the tables are as described")
  }
}

extension ResourceTable {
  /// The description on a line, for a person.
  fileprivate var line: String {
    let key = key.attributes.map { "\($0.name) = \($0.template)" }.joined(separator: ", ")
    let references = referenceTypes.sorted { $0.key < $1.key }.map { "\($0.key) -> \($0.value)" }.joined(separator: ", ")
    return "\(type)  \(tableName)  \(key)" + (references.isEmpty ? "" : "  (\(references))")
  }

  fileprivate var json: JSONObject {
    [
      "table": .string(tableName),
      "key": .object(JSONObject(key.attributes.map { ($0.name, .string($0.template.description)) })),
      "where": .object(JSONObject(conditions.map { ($0.key, .string($0.value)) })),
      "omit": .array(omittedAttributes.sorted().map(JSONValue.string)),
      "leave_alone": .array(untouchedAttributes.sorted().map(JSONValue.string)),
      "types": .object(JSONObject(attributeTypes.types.map { ($0.key, .string($0.value.rawValue)) })),
      "references": .object(JSONObject(referenceTypes.map { ($0.key, .string($0.value.name)) })),
    ]
  }

  /// The key of an id as JSON.
  fileprivate func keyJSON(of id: String) throws(HistoryError) -> JSONObject {
    let key = try key(of: id)
    return JSONObject(self.key.names.map { ($0, .string(key[$0]?.string ?? key[$0]?.number ?? "")) })
  }
}
