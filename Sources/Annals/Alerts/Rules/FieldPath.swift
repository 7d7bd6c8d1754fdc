/// A field of states: names joined by dots, such as `profile.iban`, at any depth of lists.
public struct FieldPath: Hashable, Sendable, CustomStringConvertible {
  private let names: [String]

  /// Reads a path. Throws `invalidAccess` where a name in it is empty.
  public init(_ text: String) throws(HistoryError) {
    names = try AccessScope.field(text).split(separator: ".").map(String.init)
  }

  /// The names joined by dots.
  public var description: String { names.joined(separator: ".") }

  /// Whether an operation changed the field; where there is one state alone, or none of the fields differs in a READ, whether it is there.
  func isTouched(by record: HistoryRecord) -> Bool {
    switch (record.before, record.after) {
    case (let before?, let after?):
      let (old, new) = (values(in: before), values(in: after))
      return record.operation == .read ? !new.isEmpty : old != new
    case (let state?, nil), (nil, let state?): return !values(in: state).isEmpty
    case (nil, nil):
      // A READ of fields tells which, and has no state.
      let read = record.metadata[ReadCount.name]?.object?["fields"]?.array ?? []
      return read.contains { $0.string?.hasSameBytes(as: names[0]) ?? false }
    }
  }

  private func values(in state: JSONObject) -> [JSONValue] {
    var found: [JSONValue] = []
    Self.collect(names[...], in: .object(state), &found)
    return found
  }

  private static func collect(_ names: ArraySlice<String>, in value: JSONValue, _ found: inout [JSONValue]) {
    switch value {
    case .array(let elements) where !names.isEmpty: for element in elements { collect(names, in: element, &found) }
    case .object(let object) where !names.isEmpty:
      if let name = names.first, let inner = object[name] { collect(names.dropFirst(), in: inner, &found) }
    default: if names.isEmpty { found.append(value) }
    }
  }
}
