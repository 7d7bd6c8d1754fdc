import AWSClient

/// What AWS demands of values, wherever they stand.
///
/// Source: DynamoDB Developer Guide, "Constraints in Amazon DynamoDB".
enum ItemRules {
  static let maximumItemSize = 400 * 1024

  static func check(_ item: AttributeMap) throws(RuleViolation) {
    try require(item.itemSize <= maximumItemSize, "an item has \(item.itemSize) bytes: at most 409,600")
    for member in item.members {
      try require(!member.name.isEmpty, "an attribute has no name")
      try check(member.value)
    }
  }

  static func check(_ value: AttributeValue, depth: Int = 1) throws(RuleViolation) {
    try require(depth <= 32, "a value is nested deeper than 32 levels")
    switch value {
    case .n(let text): try check(number: text)
    case .m(let map): for member in map.members { try check(member.value, depth: depth + 1) }
    case .l(let values): for value in values { try check(value, depth: depth + 1) }
    case .ss(let texts): try check(set: texts)
    case .bs(let values): try check(set: values)
    case .ns(let texts):
      try check(set: texts)
      for text in texts { try check(number: text) }
    case .s, .b, .bool, .null: break
    }
  }

  static func check(
    keyValue value: AttributeValue, of name: String, _ type: AttributeDefinition.Kind, maximum: Int
  ) throws(RuleViolation) {
    switch (type, value) {
    case (.string, .s), (.number, .n), (.binary, .b): break
    default: throw RuleViolation("the key attribute \(name) has another type than \(type.rawValue)")
    }
    try require(value.size > 0, "the key attribute \(name) is empty")
    try require(value.size <= maximum, "the key attribute \(name) has \(value.size) bytes: at most \(maximum)")
  }

  private static func check<Element: Hashable>(set: [Element]) throws(RuleViolation) {
    try require(!set.isEmpty, "a set is empty")
    try require(Set(set).count == set.count, "a set holds a value twice")
  }

  /// At most 38 digits, between 1e-130 and 9.99…e125, or zero.
  private static func check(number text: String) throws(RuleViolation) {
    let sentence = "\"\(text.prefix(60))\" is not a number with at most 38 digits between 1e-130 and 1e126"
    var rest = text.utf8[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    var digits: [UInt8] = []
    var scale = 0
    var sawPoint = false
    while let byte = rest.first {
      if (0x30...0x39).contains(byte) {
        digits.append(byte)
        if sawPoint { scale -= 1 }
      } else if byte == UInt8(ascii: "."), !sawPoint {
        sawPoint = true
      } else {
        break
      }
      rest.removeFirst()
    }
    try require(!digits.isEmpty, sentence)
    if let mark = rest.popFirst() {
      let exponent = mark | 0x20 == UInt8(ascii: "e") ? Int(String(decoding: rest, as: UTF8.self)) : nil
      guard let exponent else { throw RuleViolation(sentence) }
      scale += exponent
    }
    let significant = digits.drop { $0 == 0x30 }
    guard !significant.isEmpty else { return }
    let magnitude = significant.count - 1 + scale
    let trailing = significant.reversed().prefix { $0 == 0x30 }.count
    try require(significant.count - trailing <= 38 && (-130...125).contains(magnitude), sentence)
  }
}
