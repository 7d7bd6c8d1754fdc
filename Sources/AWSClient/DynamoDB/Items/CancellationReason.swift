/// Why one part of a transaction kept all of it from being done.
public struct CancellationReason: JSONStructure, Hashable {
  /// `ConditionalCheckFailed`, `TransactionConflict`, `ThrottlingError`…; `nil` for a part that was not to blame.
  public var code: String?
  /// The reason in a sentence.
  public var message: String?
  /// The item as it was, where the part asked for it.
  public var item: AttributeMap?
  /// No reason.
  public init() {}

  mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    switch name {
    case "Code":
      let code = try reader.string()
      self.code = code == "None" ? nil : code
    case "Message": message = try reader.string()
    case "Item": item = try AttributeMap(from: &reader)
    default: try reader.skip()
    }
  }
}

extension AWSError {
  /// What each part of a cancelled transaction says, in the order of its parts; empty for other failures.
  public var cancellationReasons: [CancellationReason] { dynamoDBDetails.reasons }

  /// The item that failed a write's condition, where the write asked for it.
  public var conditionCheckItem: AttributeMap? { dynamoDBDetails.item }

  private var dynamoDBDetails: Details {
    guard !body.isEmpty else { return Details() }
    var details = (try? JSONReader.read(body) { (reader) throws(JSONReader.Fault) in try Details(from: &reader) }) ?? Details()
    for place in withheldItems {
      if place == 0 { details.item = nil }
      if details.reasons.indices.contains(place) { details.reasons[place].item = nil }
    }
    return details
  }

  private struct Details: JSONStructure {
    var reasons: [CancellationReason] = []
    var item: AttributeMap?

    mutating func read(_ name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
      switch name {
      case "CancellationReasons": reasons = try reader.structures()
      case "Item": item = try AttributeMap(from: &reader)
      default: try reader.skip()
      }
    }
  }
}
