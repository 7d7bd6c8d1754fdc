import AWSClient
import Annals
import AnnalsDynamoDB
import AnnalsSQLite

/// The store of a child: `sqlite:PATH`, or `dynamodb:TABLE` with AWS's own variables in the environment.
enum ChildStore {
  case sqlite(path: String)
  case dynamodb(table: String)

  init(_ text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.last) {
    case ("sqlite", let path?): self = .sqlite(path: path)
    case ("dynamodb", let table?): self = .dynamodb(table: table)
    default: throw ChildOptions.Problem(description: "--store is \(text): give sqlite:PATH or dynamodb:TABLE")
    }
  }

  func open() throws -> any HistoryStore {
    switch self {
    case .sqlite(let path): try SQLiteStore(path: path)
    case .dynamodb(let table): try DynamoDBStore(client: AWSClient(AWSClientConfiguration()), tableName: table)
    }
  }
}
