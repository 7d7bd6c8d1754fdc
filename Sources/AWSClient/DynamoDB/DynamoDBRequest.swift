/// A request to DynamoDB on its way out, as tests look at it.
package struct DynamoDBRequest: Sendable {
  /// The operation's name, as AWS writes it.
  package let name: String
  /// The request as the caller made it, such as a ``PutItem``.
  package let operation: any Sendable
  /// The bytes that are sent.
  package let body: [UInt8]
}
