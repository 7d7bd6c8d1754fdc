/// Fields that are taken out of states before these are shown: paths of names, looked for through lists and JSON in strings.
struct HiddenFields {
  private let paths: [ArraySlice<String>]

  /// Fields as a scope has them: `profile.email`.
  init(_ fields: Set<String>) {
    paths = fields.map { $0.split(separator: ".").map(String.init)[...] }
  }

  var isEmpty: Bool { paths.isEmpty }

  /// The record without the fields, and without what tells of them: their length and hash where they, or what holds them, are shown cut.
  func hide(in record: HistoryRecord) -> HistoryRecord {
    guard !isEmpty else { return record }
    var (before, after, metadata) = (record.before, record.after, record.metadata)
    var list = TruncationList(metadata)
    var kept: [TruncationList.Entry] = []
    for entry in list.entries {
      guard let names = JSONPath.names(inPointer: entry.path), let root = names.first, root != "metadata" else {
        kept.append(entry)
        continue
      }
      let place = names.dropFirst()
      switch meeting(place) {
      case .apart: kept.append(entry)
      case .inside: break
      case .around:
        // What holds a field and is cut as a whole has a hash that tells of the field.
        if root == "before_state" { before = before.map { Self.removing(place, from: $0) } }
        if root == "after_state" { after = after.map { Self.removing(place, from: $0) } }
      }
    }
    if kept.count < list.entries.count {
      list.entries = kept
      metadata[TruncationList.name] = list.json
    }
    for path in paths {
      before = before.map { Self.hide(path, in: $0) }
      after = after.map { Self.hide(path, in: $0) }
    }
    return record.replacing(before: before, after: after, metadata: metadata)
  }

  private enum Meeting {
    case apart
    /// The place is a hidden field, or lies in one.
    case inside
    /// A hidden field may lie in the place.
    case around
  }

  private func meeting(_ place: ArraySlice<String>) -> Meeting {
    // Places in lists have a number that a field's path leaves out.
    let names = place.filter { Int($0) == nil }
    var meeting = Meeting.apart
    for path in paths {
      let whole = path.joined(separator: ".")
      let shown = names.joined(separator: ".")
      if shown == whole || shown.hasPrefix(whole + ".") { return .inside }
      if shown.isEmpty || whole.hasPrefix(shown + ".") { meeting = .around }
    }
    return meeting
  }

  private static func removing(_ place: ArraySlice<String>, from object: JSONObject) -> JSONObject {
    guard !place.isEmpty else { return [:] }
    return remove(place, from: .object(object))?.object ?? [:]
  }

  private static func remove(_ place: ArraySlice<String>, from value: JSONValue) -> JSONValue? {
    guard let name = place.first else { return nil }
    switch value {
    case .object(var object):
      object[name] = object[name].flatMap { remove(place.dropFirst(), from: $0) }
      return .object(object)
    case .array(var elements):
      guard let index = Int(name), elements.indices.contains(index) else { return value }
      elements[index] = remove(place.dropFirst(), from: elements[index]) ?? .null
      return .array(elements)
    default: return value
    }
  }

  private static func hide(_ path: ArraySlice<String>, in object: JSONObject) -> JSONObject {
    var object = object
    // A member's own name may hold dots.
    for count in 1...path.count {
      let name = path.prefix(count).joined(separator: ".")
      guard let value = object[name] else { continue }
      let rest = path.dropFirst(count)
      object[name] = rest.isEmpty ? nil : hide(rest, in: value)
    }
    return object
  }

  /// The value without the field; `nil` where it has to go as a whole.
  private static func hide(_ path: ArraySlice<String>, in value: JSONValue) -> JSONValue? {
    switch value {
    case .object(let object): return .object(hide(path, in: object))
    case .array(let elements): return .array(elements.map { hide(path, in: $0) ?? .null })
    case .string(let text) where EmbeddedJSON.mayBegin(text):
      // Text that begins as JSON and is none may be JSON that is shown cut.
      guard let inner = try? JSONParser.parse(text) else { return nil }
      guard inner.object != nil || inner.array != nil else { return value }
      let shown = hide(path, in: inner)
      return shown == inner ? value : shown.map { .string(JSONWriter.text(of: $0)) }
    default: return value
    }
  }
}
