package import AWSClient
import Synchronization

/// AWS's rules for requests to DynamoDB, for what an engine lets pass: filters on key attributes, `OR` in key conditions, paths that overlap,
/// placeholders that are undefined or unused, sizes, keys of indexes, expiry turned on twice.
///
/// Takes the tables' keys from the requests that make and change them; of a table it has not seen made, see ``learn(_:)``.
package final class RequestRules: Sendable {
  private struct State {
    var tables: [String: TableRules] = [:]
    var violations: [String] = []
  }

  private let state = Mutex(State())
  private let asksForParents: Bool

  /// Rules without a table.
  ///
  /// - Parameter asksForParents: Whether `SET a.b` needs the condition `attribute_exists(a)`. AWS refuses such an update only on an item
  ///   without `a`, which no request shows.
  package init(asksForParents: Bool = true) { self.asksForParents = asksForParents }

  /// What requests were refused for so far. Empty at the end of a test whose code keeps to the rules.
  package var violations: [String] { state.withLock { $0.violations } }

  /// Has the configuration's requests checked before they are sent: one that breaks a rule fails as on AWS, with `ValidationException`.
  package func guardRequests(of configuration: inout AWSClientConfiguration) {
    configuration.dynamoDBCheck = { request throws(AWSError) in try self.check(request) }
  }

  /// Takes over the keys and indexes of a table that was not made before these rules' eyes.
  package func learn(_ table: CreateTable) throws {
    let rules = try TableRules(creating: table)
    state.withLock { $0.tables[table.tableName] = rules }
  }

  /// Checks one request. Throws `ValidationException`, and remembers why.
  package func check(_ request: DynamoDBRequest) throws(AWSError) {
    do throws(RuleViolation) {
      try state.withLock { state throws(RuleViolation) in try Self.check(request, &state.tables, asksForParents) }
    } catch {
      state.withLock { $0.violations.append("\(request.name): \(error.sentence)") }
      throw AWSError("ValidationException", error.sentence, httpStatus: 400)
    }
  }

  private static func check(
    _ request: DynamoDBRequest, _ tables: inout [String: TableRules], _ asksForParents: Bool
  ) throws(RuleViolation) {
    let known = tables
    let rules: @Sendable (String) -> WriteRules = { WriteRules(table: known[$0], asksForParents: asksForParents) }
    let batches = BatchRules(rules: rules)
    switch request.operation {
    case let put as PutItem: try rules(put.tableName).check(put)
    case let get as GetItem: try rules(get.tableName).check(get)
    case let update as UpdateItem: try rules(update.tableName).check(update)
    case let delete as DeleteItem: try rules(delete.tableName).check(delete)
    case let query as Query: try ReadRules(known[query.tableName], indexName: query.indexName).check(query)
    case let scan as Scan: try ReadRules(known[scan.tableName], indexName: scan.indexName).check(scan)
    case let batch as BatchWriteItem: try batches.check(batch, size: request.body.count)
    case let batch as BatchGetItem: try batches.check(batch, size: request.body.count)
    case let transaction as TransactWriteItems: try batches.check(transaction)
    case let transaction as TransactGetItems: try batches.check(transaction)
    case let table as CreateTable:
      let rules = try TableRules(creating: table)
      // Where there is one already, the service refuses, and the old one stays.
      if known[table.tableName] == nil { tables[table.tableName] = rules }
    case let update as UpdateTable: try tables[update.tableName]?.update(update)
    case let table as DeleteTable: tables[table.tableName] = nil
    case let expiry as UpdateTimeToLive: try check(expiry, &tables)
    default: break
    }
  }

  private static func check(_ expiry: UpdateTimeToLive, _ tables: inout [String: TableRules]) throws(RuleViolation) {
    guard let known = tables[expiry.tableName] else { return }
    if expiry.isEnabled {
      try require(known.expiryAttribute == nil, "expiry is enabled already")
      tables[expiry.tableName]?.expiryAttribute = expiry.attributeName
    } else {
      try require(known.expiryAttribute == expiry.attributeName, "expiry is disabled already, or goes by another attribute")
      tables[expiry.tableName]?.expiryAttribute = nil
    }
  }
}
