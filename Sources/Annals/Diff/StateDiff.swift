/// What differs between two states: for a person as changes, for a machine as a JSON Patch that makes the one of the other.
///
/// Lists are matched by what their elements are called, or by their content, so that an element more at the front is one change.
/// The cost is near linear in the states' size.
public struct StateDiff: Hashable, Sendable {
  /// The differences, in the order of the state after; what was removed stands where it was.
  public let changes: [StateChange]
  /// The patch that makes the state after of the state before.
  public let patch: JSONPatch

  /// The difference of two states; where there is none, `nil` stands for it, and the patch has `null` in its place.
  public init(from before: JSONObject?, to after: JSONObject?) {
    self.init(from: before.map(JSONValue.object) ?? .null, to: after.map(JSONValue.object) ?? .null)
  }

  /// The difference of two values.
  public init(from before: JSONValue, to after: JSONValue) {
    var comparison = Comparison()
    comparison.compare(before, after, from: .root, to: .root)
    changes = comparison.changes
    patch = JSONPatch(comparison.operations)
  }

  /// Whether nothing differs.
  public var isEmpty: Bool { changes.isEmpty }

  /// The names of the state's own members in which something differs, each once, in order.
  public var memberNames: [String] {
    var names: [String] = []
    for name in changes.compactMap(\.path.names.first) where names.last != name { names.append(name) }
    return names
  }

  /// The changes and the patch as JSON.
  public var json: JSONObject {
    ["changes": .array(changes.map { .object($0.json) }), "patch": patch.json]
  }
}

/// One difference between two states.
public struct StateChange: Hashable, Sendable {
  /// What became of a value.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case added
    case removed
    case changed
    /// It is in another place of its list.
    case moved
  }

  /// What became of the value.
  public let kind: Kind
  /// Where it is in the state after; of what was removed, where it was in the state before.
  public let path: JSONPointer
  /// Where it was in the state before; `nil` of what was added.
  public let formerPath: JSONPointer?
  /// What it was; `nil` of what was added.
  public let before: JSONValue?
  /// What it is; `nil` of what was removed.
  public let after: JSONValue?

  /// The change as JSON: `kind`, `path`, `from` of what moved, `before` and `after` where there are such.
  public var json: JSONObject {
    var json: JSONObject = ["kind": .string(kind.rawValue), "path": .string(path.description)]
    if kind == .moved {
      json["from"] = (formerPath?.description).map(JSONValue.string)
    } else {
      json["before"] = before
      json["after"] = after
    }
    return json
  }
}

/// A comparison under way. Operations on what a value holds come before those that move the value, so that all paths are those of the state
/// before until a list itself is changed.
private struct Comparison {
  var changes: [StateChange] = []
  var operations: [JSONPatch.Operation] = []

  mutating func compare(_ before: JSONValue, _ after: JSONValue, from: JSONPointer, to: JSONPointer) {
    guard before != after else { return }
    switch (before, after) {
    case (.object(let before), .object(let after)): compare(before, after, from, to)
    case (.array(let before), .array(let after)): compare(before, after, from, to)
    case (.null, _) where from.isRoot:
      note(.added, at: to, nil, nil, after)
      operations.append(.replace(from, after))
    case (_, .null) where from.isRoot:
      note(.removed, at: from, from, before)
      operations.append(.replace(from, .null))
    default:
      note(.changed, at: to, from, before, after)
      operations.append(.replace(from, after))
    }
  }

  private mutating func note(
    _ kind: StateChange.Kind, at path: JSONPointer, _ former: JSONPointer? = nil, _ before: JSONValue? = nil, _ after: JSONValue? = nil
  ) {
    changes.append(StateChange(kind: kind, path: path, formerPath: former, before: before, after: after))
  }

  // MARK: Objects

  private mutating func compare(_ before: JSONObject, _ after: JSONObject, _ from: JSONPointer, _ to: JSONPointer) {
    var (left, right) = (before.members[...], after.members[...])
    while let first = left.first ?? right.first {
      let comesFirst = right.first.map { first.name.precedesByBytes($0.name) } ?? true
      if let old = left.first, let new = right.first, old.name.hasSameBytes(as: new.name) {
        compare(old.value, new.value, from: from.appending(old.name), to: to.appending(new.name))
        left.removeFirst()
        right.removeFirst()
      } else if let old = left.first, comesFirst {
        note(.removed, at: from.appending(old.name), from.appending(old.name), old.value)
        operations.append(.remove(from.appending(old.name)))
        left.removeFirst()
      } else if let new = right.popFirst() {
        note(.added, at: to.appending(new.name), nil, nil, new.value)
        operations.append(.add(from.appending(new.name), new.value))
      }
    }
  }

  // MARK: Lists

  private mutating func compare(_ before: [JSONValue], _ after: [JSONValue], _ from: JSONPointer, _ to: JSONPointer) {
    let matching = ListMatching(before, after)
    for index in before.indices where !matching.isKept(index) {
      note(.removed, at: from.appending(index), from.appending(index), before[index])
    }
    for (place, new) in after.enumerated() {
      let path = to.appending(place)
      guard let match = matching.matches[place] else {
        note(.added, at: path, nil, nil, new)
        continue
      }
      let former = from.appending(match.index)
      if match.isMoved { note(.moved, at: path, former, before[match.index], new) }
      compare(before[match.index], new, from: former, to: path)
    }
    rearrange(before.count, after, by: matching, at: from)
  }

  /// The operations that remove, move and add elements.
  private mutating func rearrange(_ count: Int, _ after: [JSONValue], by matching: ListMatching, at list: JSONPointer) {
    for index in (0..<count).reversed() where !matching.isKept(index) { operations.append(.remove(list.appending(index))) }
    // What is in the list now, by its index before; `nil` for what was added. All before `next` that is not to be moved away is in place.
    var current: [Int?] = (0..<count).filter { matching.isKept($0) }
    var next = 0
    for (place, new) in after.enumerated() {
      switch matching.matches[place] {
      case nil:
        operations.append(.add(list.appending(next), new))
        current.insert(nil, at: next)
      case let match? where match.isMoved:
        guard let index = current.firstIndex(of: match.index) else { continue }
        if index < next { next -= 1 }
        if index != next { operations.append(.move(from: list.appending(index), to: list.appending(next))) }
        current.remove(at: index)
        current.insert(match.index, at: next)
      case let match?:
        while current[next] != match.index { next += 1 }
      }
      next += 1
    }
  }
}
