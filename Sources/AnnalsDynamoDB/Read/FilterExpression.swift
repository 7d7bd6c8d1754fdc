import AWSClient
import Annals

/// A filter as DynamoDB's expression over attributes that are no keys. It may let a little too much through: what was read is checked again.
struct FilterExpression: Sendable {
  private(set) var names: [String: String] = [:]
  private(set) var values: [String: AttributeValue] = [:]
  private var conditions: [String] = []

  /// The expression; `nil` where nothing narrows.
  var text: String? { conditions.isEmpty ? nil : conditions.joined(separator: " AND ") }

  /// The parts of a filter that the key of the read does not decide.
  init(_ filter: RecordFilter, isOfUser: Bool = false, isOfType: Bool = false) {
    if let user = filter.user, !isOfUser {
      if user == .system {
        // What an older record has no user for, nobody did.
        add(
          "(#user = :user OR attribute_not_exists(#user) OR attribute_type(#user, :none))", ["#user": Attribute.user],
          [":user": .s(user.id), ":none": "NULL"])
      } else {
        add("#user = :user", ["#user": Attribute.user], [":user": .s(user.id)])
      }
    }
    if let type = filter.resourceType, !isOfType {
      // The key says the type; an older record may have it in another spelling besides, or not at all.
      let small = type.name.lowercased()
      addAny(of: [type.name, small, String(type.name.prefix(1) + small.dropFirst())], "type", Attribute.type)
    }
    if let id = filter.resourceID, !isOfType { add("#id = :id", ["#id": Attribute.resourceID], [":id": .s(id)], orAbsent: "#id") }
    if let kind = filter.operation {
      let spellings = [kind.rawValue, "\(kind.rawValue)_FAILED", kind.rawValue.lowercased(), "\(kind.rawValue.lowercased())_failed"]
      addAny(of: spellings, "kind", Attribute.operation)
    }
    switch filter.outcome {
    case .failed?:
      // What an older record says in its metadata or in the name of its operation is looked at after reading.
      add("#success = :false", ["#success": Attribute.success], [":false": false], orAbsent: "#success")
    case .succeeded?:
      add("#success = :true", ["#success": Attribute.success], [":true": true], orAbsent: "#success")
    case nil: break
    }
  }

  /// Adds the condition that an attribute has one of these texts, or is absent.
  private mutating func addAny(of spellings: [String], _ mark: String, _ attribute: String) {
    let marks = spellings.indices.map { ":\(mark)\($0)" }
    add(
      "#\(mark) IN (\(marks.joined(separator: ", ")))", ["#\(mark)": attribute],
      Dictionary(uniqueKeysWithValues: zip(marks, spellings.map { .s($0) })), orAbsent: "#\(mark)")
  }

  /// Adds a condition.
  mutating func add(
    _ condition: String, _ names: [String: String] = [:], _ values: [String: AttributeValue] = [:], orAbsent name: String? = nil
  ) {
    conditions.append(name.map { "(attribute_not_exists(\($0)) OR \(condition))" } ?? condition)
    self.names.merge(names) { $1 }
    self.values.merge(values) { $1 }
  }
}
