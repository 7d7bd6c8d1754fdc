import AWSClient
import AnnalsTestSupport

/// Items, and updates of them that DynamoDB mostly accepts.
struct RandomUpdates {
  private var random = SeededGenerator()
  var seed: UInt64 { random.seed }

  /// Whether it is time for another item.
  var isFreshStart: Bool { mutating get { random.chance(0.1) } }

  mutating func item() -> AttributeMap {
    var item: AttributeMap = ["prompt_id": "p"]
    for name in ["n", "s", "l", "m", "ss", "ns", "bs"] where random.chance(0.8) { item[name] = value(of: name) }
    return item
  }

  /// An update of one to four attributes, no two of its paths in one attribute but in a list.
  mutating func update(of item: AttributeMap) -> UpdateItem {
    var request = UpdateItem(tableName: ServiceTable.name, key: ["prompt_id": "p"])
    var clauses: [String: [String]] = [:]
    for name in ["n", "s", "l", "m", "ss", "ns", "bs"].shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random)) {
      let (clause, part) = change(of: name, item, &request)
      clauses[clause, default: []].append(part)
    }
    request.updateExpression = clauses.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.joined(separator: ", "))" }.joined(
      separator: " ")
    return request
  }

  private mutating func change(of name: String, _ item: AttributeMap, _ request: inout UpdateItem) -> (clause: String, part: String) {
    func bind(_ value: AttributeValue) -> String {
      let placeholder = ":v\(request.expressionAttributeValues.count)"
      request.expressionAttributeValues[placeholder] = value
      return placeholder
    }
    if random.chance(0.1) { return ("REMOVE", name) }
    switch name {
    case "n":
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return ("ADD", "n \(bind(number()))")
      case 1: return ("SET", "n = if_not_exists(n, \(bind(0))) + \(bind(number()))")
      case 2: return ("SET", "n = n - \(bind(number()))")
      default: return ("SET", "n = \(bind(number()))")
      }
    case "l":
      let count = if case .l(let values)? = item["l"] { values.count } else { 0 }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: return ("SET", "l = list_append(if_not_exists(l, \(bind([]))), \(bind([.n(1), "x"])))")
      case 1: return ("SET", "l = list_append(\(bind([scalar()])), l)")
      case 2: return ("SET", "l[\(Int.random(in: 0...(count + 2), using: &random))] = \(bind(scalar()))")
      case 3: return ("REMOVE", "l[\(Int.random(in: 0...count, using: &random))]")
      default: return ("SET", "l = \(bind(value(of: "l")))")
      }
    case "m":
      // The engine lets ADD make a map that is not there; DynamoDB refuses that.
      switch item["m"] == nil ? 3 : Int.random(in: 0..<4, using: &random) {
      case 0: return ("SET", "m.x = \(bind(scalar()))")
      case 1: return ("REMOVE", "m.y")
      case 2: return ("ADD", "m.c \(bind(number()))")
      default: return ("SET", "m = \(bind(value(of: "m")))")
      }
    case "ss", "ns", "bs":
      return (random.chance(0.5) ? "ADD" : "DELETE", "\(name) \(bind(value(of: name)))")
    default:
      if random.chance(0.3) { return ("SET", "s = n") }
      return ("SET", "s = \(bind(scalar()))")
    }
  }

  private mutating func value(of name: String) -> AttributeValue {
    switch name {
    case "n": number()
    case "l": .l((0..<Int.random(in: 0...4, using: &random)).map { _ in scalar() })
    case "m": ["x": scalar(), "y": scalar(), "c": number()]
    case "ss": .ss(Set((0...2).map { _ in word() }).sorted())
    case "ns": .ns(Set((0...2).map { _ in "\(Int.random(in: 0...5, using: &random))" }).sorted())
    case "bs": .bs(Set((0...2).map { _ in [UInt8.random(in: 0...4, using: &random)] }).sorted { $0[0] < $1[0] })
    default: scalar()
    }
  }

  private mutating func scalar() -> AttributeValue {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: number()
    case 1: .bool(random.chance(0.5))
    case 2: .null
    case 3: .b([UInt8.random(in: 0...255, using: &random)])
    default: .s(word())
    }
  }

  private mutating func word() -> String { ["a", "b", "c", "é", "#", "longer text"].randomElement(using: &random) ?? "" }

  /// Numbers of few digits: the engine's sums round past 28, where DynamoDB's do not.
  private mutating func number() -> AttributeValue {
    let digits = Int.random(in: -99_999...99_999, using: &random)
    return .n("\(digits)e\(Int.random(in: -4...4, using: &random))")
  }
}
