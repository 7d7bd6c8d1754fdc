/// A request to DynamoDB that knows its name, its JSON and its answer's.
protocol DynamoDBOperation: Sendable {
  associatedtype Output: JSONStructure
  /// The operation's name, as AWS writes it.
  static var name: String { get }
  func write(to writer: inout JSONWriter)
}

extension JSONReader {
  /// Reads an array of items.
  mutating func items() throws(Fault) -> [AttributeMap] { try array { (reader) throws(Fault) in try AttributeMap(from: &reader) } }
}

extension JSONWriter {
  mutating func field(_ name: String, _ map: AttributeMap?) {
    guard let map else { return }
    self.name(name)
    map.write(to: &self)
  }

  mutating func names(_ names: [String: String]) { field("ExpressionAttributeNames", names) { $0.string($1) } }
  mutating func values(_ values: [String: AttributeValue]) { field("ExpressionAttributeValues", values) { $1.write(to: &$0) } }
}
