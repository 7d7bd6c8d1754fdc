/// A request to S3 that knows its parts and how its answer is read.
protocol S3Operation: Sendable {
  associatedtype Answer: Sendable
  /// The operation's name, as AWS writes it.
  static var name: String { get }
  var bucket: String { get }
  /// The object's key; `nil` for a request to the bucket.
  var key: String? { get }
  /// What is sent, beside bucket and key.
  func fill(_ request: inout ServiceRequest)
  /// Reads the answer.
  static func output(of reply: ServiceReply) throws(JSONReader.Fault) -> Answer
}

extension ServiceRequest {
  /// Adds a header, where there is a value.
  mutating func header(_ name: String, _ value: String?) {
    if let value { headers.append((name, value)) }
  }

  /// Adds a part of the query, where there is a value.
  mutating func item(_ name: String, _ value: String?) {
    if let value { query.append((name, value)) }
  }
}

extension ServiceReply {
  /// The value of a header that the answer must have.
  func required(_ name: String) throws(JSONReader.Fault) -> String {
    guard let value = header(name) else { throw JSONReader.Fault(what: "the header \(name) is missing", position: 0) }
    return value
  }
}

extension XMLReply {
  /// The text of an element that the answer must have.
  func required(_ name: String) throws(JSONReader.Fault) -> String {
    guard let text = self[name] else { throw JSONReader.Fault(what: "\(name) is missing", position: 0) }
    return text
  }
}
