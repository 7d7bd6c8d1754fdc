import AWSClient

/// Computes an item after an update from the item before it, as DynamoDB does: every operand means the item before.
///
/// It is only used for updates that DynamoDB has carried out, so what DynamoDB refuses need not be found; what is not surely the same here
/// throws ``UpdateNotComputed``.
struct UpdateEvaluation {
  private let before: AttributeMap

  /// The item after a request, from the item before it or, where there was none, the key.
  static func item(after request: UpdateItem, on before: AttributeMap?) throws(UpdateNotComputed) -> AttributeMap {
    let before = before ?? request.key
    return try UpdateEvaluation(before: before).item(after: UpdateClauses(request))
  }

  private func item(after clauses: UpdateClauses) throws(UpdateNotComputed) -> AttributeMap {
    var changes: [(path: AttributePath, value: AttributeValue)] = []
    var removals = clauses.removals
    for (path, operand) in clauses.sets { changes.append((path, try value(of: operand))) }
    for (path, value) in clauses.additions { changes.append((path, try SetArithmetic.sum(self.value(at: path), value))) }
    for (path, value) in clauses.deletions {
      guard let old = self.value(at: path) else { continue }
      if let rest = try SetArithmetic.difference(old, value) { changes.append((path, rest)) } else { removals.append(path) }
    }
    try requireApart(changes.map(\.path), removals)
    // What is set past a list's end is appended in the order of the places.
    changes.sort { ($0.path.lastIndex ?? 0) < ($1.path.lastIndex ?? 0) }
    removals.sort { $0.isRemoved(before: $1) }
    var item = AttributeValue.m(before)
    for (path, value) in changes { item = try item.setting(value, at: path.steps[...]) }
    for path in removals { item = item.removing(at: path.steps[...]) }
    return item.map ?? before
  }

  /// An update that appends to a list by a place past its end and removes from it at once is not computed: which comes first is not told.
  private func requireApart(_ changes: [AttributePath], _ removals: [AttributePath]) throws(UpdateNotComputed) {
    let shrinking = Set(removals.filter { $0.lastIndex != nil }.map { $0.steps.dropLast() })
    guard !shrinking.isEmpty else { return }
    for path in changes where path.lastIndex != nil && shrinking.contains(path.steps.dropLast()) && value(at: path) == nil {
      throw UpdateNotComputed()
    }
  }

  // MARK: Operands

  private func value(at path: AttributePath) -> AttributeValue? { AttributeValue.m(before).value(at: path.steps[...]) }

  private func value(of operand: UpdateClauses.Operand) throws(UpdateNotComputed) -> AttributeValue {
    switch operand {
    case .value(let value): return value
    case .path(let path):
      guard let value = value(at: path) else { throw UpdateNotComputed() }
      return value
    case .ifNotExists(let path, let fallback): return if let value = value(at: path) { value } else { try value(of: fallback) }
    case .append(let first, let second):
      guard case .l(let first) = try value(of: first), case .l(let second) = try value(of: second) else { throw UpdateNotComputed() }
      return .l(first + second)
    case .sum(let left, let right): return try number(left, right) { $0 + $1 }
    case .difference(let left, let right): return try number(left, right) { $0 - $1 }
    }
  }

  private func number(
    _ left: UpdateClauses.Operand, _ right: UpdateClauses.Operand, _ combine: (ExactDecimal, ExactDecimal) -> ExactDecimal?
  ) throws(UpdateNotComputed) -> AttributeValue {
    guard let left = try value(of: left).number.flatMap({ ExactDecimal($0) }),
      let right = try value(of: right).number.flatMap({ ExactDecimal($0) }), let result = combine(left, right)
    else { throw UpdateNotComputed() }
    return .n(result.text)
  }
}

/// `ADD` and `DELETE`: numbers are added, sets are joined or lessened.
private enum SetArithmetic {
  static func sum(_ old: AttributeValue?, _ added: AttributeValue) throws(UpdateNotComputed) -> AttributeValue {
    guard let old else { return added }
    switch (old, added) {
    case (.n(let old), .n(let added)):
      guard let left = ExactDecimal(old), let right = ExactDecimal(added), let sum = left + right else { throw UpdateNotComputed() }
      return .n(sum.text)
    case (.ss(let old), .ss(let added)): return .ss(old + without(added, old, by: { Array($0.utf8) }))
    case (.ns(let old), .ns(let added)): return .ns(old + without(added, old, by: number))
    case (.bs(let old), .bs(let added)): return .bs(old + without(added, old, by: \.self))
    default: throw UpdateNotComputed()
    }
  }

  /// What is left; `nil` where nothing is.
  static func difference(_ old: AttributeValue, _ removed: AttributeValue) throws(UpdateNotComputed) -> AttributeValue? {
    switch (old, removed) {
    case (.ss(let old), .ss(let removed)):
      let rest = without(old, removed, by: { Array($0.utf8) })
      return rest.isEmpty ? nil : .ss(rest)
    case (.ns(let old), .ns(let removed)):
      let rest = without(old, removed, by: number)
      return rest.isEmpty ? nil : .ns(rest)
    case (.bs(let old), .bs(let removed)):
      let rest = without(old, removed, by: \.self)
      return rest.isEmpty ? nil : .bs(rest)
    default: throw UpdateNotComputed()
    }
  }

  private static func number(_ text: String) -> String { ExactDecimal(text)?.text ?? text }

  private static func without<Element>(_ elements: [Element], _ others: [Element], by key: (Element) -> some Hashable) -> [Element] {
    let keys = Set(others.map(key))
    return elements.filter { !keys.contains(key($0)) }
  }
}

extension AttributeValue {
  /// The value that a way leads to.
  fileprivate func value(at steps: ArraySlice<AttributePath.Step>) -> AttributeValue? {
    guard let step = steps.first else { return self }
    switch (self, step) {
    case (.m(let map), .name(let name)): return map[name]?.value(at: steps.dropFirst())
    case (.l(let values), .index(let index)) where index < values.count: return values[index].value(at: steps.dropFirst())
    default: return nil
    }
  }

  fileprivate func setting(_ value: AttributeValue, at steps: ArraySlice<AttributePath.Step>) throws(UpdateNotComputed) -> AttributeValue {
    guard let step = steps.first else { return value }
    let rest = steps.dropFirst()
    switch (self, step) {
    case (.m(var map), .name(let name)):
      guard let inner = map[name] ?? (rest.isEmpty ? .null : nil) else { throw UpdateNotComputed() }
      map[name] = try inner.setting(value, at: rest)
      return .m(map)
    case (.l(var values), .index(let index)):
      if index < values.count {
        values[index] = try values[index].setting(value, at: rest)
      } else {
        guard rest.isEmpty else { throw UpdateNotComputed() }
        values.append(value)
      }
      return .l(values)
    default: throw UpdateNotComputed()
    }
  }

  /// Without what a way leads to; nothing changes where that is not there.
  fileprivate func removing(at steps: ArraySlice<AttributePath.Step>) -> AttributeValue {
    let rest = steps.dropFirst()
    switch (self, steps.first) {
    case (.m(var map), .name(let name)?):
      guard let inner = map[name] else { return self }
      map[name] = rest.isEmpty ? nil : inner.removing(at: rest)
      return .m(map)
    case (.l(var values), .index(let index)?) where index < values.count:
      if rest.isEmpty { values.remove(at: index) } else { values[index] = values[index].removing(at: rest) }
      return .l(values)
    default: return self
    }
  }
}
