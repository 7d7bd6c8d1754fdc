/// A list of steps that make one JSON value of another (RFC 6902): what a ``StateDiff`` writes.
public struct JSONPatch: Hashable, Sendable {
  /// One step.
  public enum Operation: Hashable, Sendable {
    case add(JSONPointer, JSONValue)
    case remove(JSONPointer)
    case replace(JSONPointer, JSONValue)
    case move(from: JSONPointer, to: JSONPointer)

    /// The step as RFC 6902 writes it.
    public var json: JSONObject {
      switch self {
      case .add(let path, let value): ["op": "add", "path": .string(path.description), "value": value]
      case .remove(let path): ["op": "remove", "path": .string(path.description)]
      case .replace(let path, let value): ["op": "replace", "path": .string(path.description), "value": value]
      case .move(let from, let path): ["op": "move", "from": .string(from.description), "path": .string(path.description)]
      }
    }
  }

  /// The steps, in the order in which they are taken.
  public let operations: [Operation]

  /// A patch of these steps.
  public init(_ operations: [Operation]) { self.operations = operations }

  /// The patch as RFC 6902 writes it.
  public var json: JSONValue { .array(operations.map { .object($0.json) }) }

  /// What the patch makes of a value. Throws `invalidPatch`, naming the step, where the value has not what it needs.
  public func applied(to value: JSONValue) throws(HistoryError) -> JSONValue {
    var result = value
    for (number, operation) in operations.enumerated() {
      do throws(MissingPlace) {
        switch operation {
        case .add(let path, let value): try result.edit(path.names[...]) { $0.insert(value, at: $1) }
        case .remove(let path): try result.edit(path.names[...]) { $0.take(at: $1) != nil }
        case .replace(let path, let value):
          try result.edit(path.names[...]) { $0.take(at: $1) != nil && $0.insert(value, at: $1) }
        case .move(let from, let path):
          var taken: JSONValue?
          try result.edit(from.names[...]) { holder, name in
            taken = holder.take(at: name)
            return taken != nil
          }
          guard let taken else { throw MissingPlace() }
          try result.edit(path.names[...]) { $0.insert(taken, at: $1) }
        }
      } catch {
        throw HistoryError(
          .invalidPatch, "step \(number + 1) of \(operations.count) of the patch finds no place in the value: it was made of another one")
      }
    }
    return result
  }
}

private struct MissingPlace: Error {}

extension JSONValue {
  /// Changes what holds the place: the body is given it with the last name, and says whether it found what it needs. `nil` is the value itself.
  fileprivate mutating func edit(
    _ names: ArraySlice<String>, _ body: (inout JSONValue, String?) -> Bool
  ) throws(MissingPlace) {
    guard names.count > 1, let name = names.first else {
      guard body(&self, names.first) else { throw MissingPlace() }
      return
    }
    switch self {
    case .object(var object):
      guard var value = object[name] else { throw MissingPlace() }
      try value.edit(names.dropFirst(), body)
      object[name] = value
      self = .object(object)
    case .array(var elements):
      guard let index = Self.index(name), index < elements.count else { throw MissingPlace() }
      try elements[index].edit(names.dropFirst(), body)
      self = .array(elements)
    default: throw MissingPlace()
    }
  }

  /// Puts a value in its place: a member, before an element, behind the last (`-`), or the value itself.
  fileprivate mutating func insert(_ value: JSONValue, at name: String?) -> Bool {
    guard let name else {
      self = value
      return true
    }
    switch self {
    case .object(var object):
      object[name] = value
      self = .object(object)
    case .array(var elements):
      guard let index = name == "-" ? elements.count : Self.index(name), index <= elements.count else { return false }
      elements.insert(value, at: index)
      self = .array(elements)
    default: return false
    }
    return true
  }

  /// Takes a value out of its place; `nil` where there is none.
  fileprivate mutating func take(at name: String?) -> JSONValue? {
    guard let name else { return self }
    switch self {
    case .object(var object):
      guard let value = object[name] else { return nil }
      object[name] = nil
      self = .object(object)
      return value
    case .array(var elements):
      guard let index = Self.index(name), index < elements.count else { return nil }
      let value = elements.remove(at: index)
      self = .array(elements)
      return value
    default: return nil
    }
  }

  /// An element's index: digits without a zero before them (RFC 6901, section 4).
  private static func index(_ name: String) -> Int? {
    guard name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), name == "0" || name.utf8.first != 0x30 else { return nil }
    return Int(name)
  }
}
