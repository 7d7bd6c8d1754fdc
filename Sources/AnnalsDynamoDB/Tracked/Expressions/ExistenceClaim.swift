import AWSClient

/// What a condition says about whether the item was there: known for sure once the write is done.
enum ExistenceClaim {
  /// It demands that there is no item.
  case absent
  /// It demands that there is one.
  case present
  /// It says nothing that is surely read.
  case none

  /// Reads a condition for `attribute_not_exists(key)` and `attribute_exists(key)` among parts that must all hold.
  init(_ condition: String?, names: [String: String], keys: [String]) {
    self = .none
    guard let condition, let tokens = ExpressionToken.read(condition) else { return }
    // Under OR and NOT a part need not hold.
    let isConjunction = tokens.allSatisfy { token in
      if case .word(let word) = token { !["OR", "NOT"].contains(word.uppercased()) } else { true }
    }
    guard isConjunction else { return }
    for (index, token) in tokens.enumerated() where index + 3 < tokens.count {
      guard case .word(let function) = token, tokens[index + 1] == .sign("("), tokens[index + 3] == .sign(")") else { continue }
      let name: String? =
        switch tokens[index + 2] {
        case .word(let name): name
        case .name(let placeholder): names[placeholder]
        default: nil
        }
      guard let name, keys.contains(name) else { continue }
      switch function {
      case "attribute_not_exists": self = .absent
      case "attribute_exists": self = .present
      default: continue
      }
    }
  }
}
