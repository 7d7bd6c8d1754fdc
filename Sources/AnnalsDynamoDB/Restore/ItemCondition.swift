import AWSClient
import Annals

/// The condition that an item is still as it was seen, in as many of its attributes as DynamoDB compares at once.
///
/// Sizes and operators are bounded (4 KB and 300 operators an expression, each comparison and each `AND` one). What is over that was compared just
/// before by reading the item consistently; what the write changes is compared first.
struct ItemCondition {
  /// Comparisons of one condition at most: these and the `AND`s between them are under 300 operators.
  static let comparisonLimit = 140
  /// Bytes of all values that a request compares and writes at most, with room: DynamoDB takes 400 KB of an update.
  static let valueBytes = 380 * 1024

  /// The condition.
  let expression: String
  private(set) var names: [String: String] = [:]
  private(set) var values: [String: AttributeValue] = [:]
  /// How many attributes the condition does not compare.
  let uncompared: Int

  /// The condition that nothing is at the key.
  static func absent(_ keyName: String) -> ItemCondition {
    ItemCondition("attribute_not_exists(#c0)", ["#c0": keyName])
  }

  private init(_ expression: String, _ names: [String: String]) {
    self.expression = expression
    self.names = names
    uncompared = 0
  }

  /// The condition that an item is as it was seen.
  ///
  /// - Parameters:
  ///   - item: The item as it was seen.
  ///   - change: What the item is to be; attributes that are new in it must not be there yet.
  ///   - keyNames: The key's attributes, which are not compared: they say which item it is.
  ///   - leftAlone: Attributes that are not compared.
  ///   - written: Bytes of what the request writes.
  init(_ item: AttributeMap, becoming change: AttributeMap?, keyNames: [String], leftAlone: Set<String>, written: Int) {
    let compared = item.members.filter { !keyNames.contains($0.name) && !leftAlone.contains($0.name) }
    let changed = compared.filter { change?[$0.name] != $0.value }
    let same = compared.filter { change?[$0.name] == $0.value }
    let new = (change?.members ?? []).filter { item[$0.name] == nil && !keyNames.contains($0.name) }
    // The item itself is always there; else an item of a key alone would be made anew.
    var parts = ["attribute_exists(#c0)"]
    var names = ["#c0": keyNames.first ?? ""]
    var values: [String: AttributeValue] = [:]
    var bytes = written
    var uncompared = 0
    for member in new.prefix(Self.comparisonLimit / 2) {
      let name = "#c\(names.count)"
      names[name] = member.name
      parts.append("attribute_not_exists(\(name))")
    }
    for member in changed + same {
      guard parts.count < Self.comparisonLimit, bytes + member.value.size <= Self.valueBytes else {
        uncompared += 1
        continue
      }
      bytes += member.value.size
      let (name, value) = ("#c\(names.count)", ":c\(values.count)")
      names[name] = member.name
      values[value] = member.value
      parts.append("\(name) = \(value)")
    }
    expression = parts.joined(separator: " AND ")
    self.names = names
    self.values = values
    self.uncompared = uncompared
  }
}

/// The changes of an item's attributes as an update expression; `nil` where DynamoDB takes none that long, and the item is put whole.
struct ItemUpdate {
  /// Bytes of an expression at most, with room.
  private static let expressionBytes = 4000

  let expression: String
  private(set) var names: [String: String] = [:]
  private(set) var values: [String: AttributeValue] = [:]
  /// Bytes of what is written.
  let bytes: Int

  /// What makes the one item of the other; attributes that are left alone are neither set nor removed.
  init?(_ item: AttributeMap, to target: AttributeMap, leftAlone: Set<String>) {
    var (sets, removals): ([String], [String]) = ([], [])
    for member in target.members where item[member.name] != member.value && !leftAlone.contains(member.name) {
      let (name, value) = ("#u\(names.count)", ":u\(values.count)")
      names[name] = member.name
      values[value] = member.value
      sets.append("\(name) = \(value)")
    }
    for member in item.members where target[member.name] == nil && !leftAlone.contains(member.name) {
      let name = "#u\(names.count)"
      names[name] = member.name
      removals.append(name)
    }
    let parts = [("SET ", sets), ("REMOVE ", removals)].filter { !$0.1.isEmpty }.map { $0 + $1.joined(separator: ", ") }
    expression = parts.joined(separator: " ")
    bytes = values.values.reduce(0) { $0 + $1.size }
    guard !parts.isEmpty, expression.utf8.count <= Self.expressionBytes else { return nil }
  }
}
