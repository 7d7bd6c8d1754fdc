extension HistoryRecord {
  /// The whole texts that this record shows cut.
  package var cutTexts: Set<TextDigest> { Set(TruncationList(metadata).entries.map(\.digest)) }

  /// The record with its cut texts put back and `metadata.truncated` without them; texts that are not there stay cut, and listed.
  ///
  /// Only the list says what is cut: a text that looks so is left as it is. Throws `corruptText` when a kept text is damaged.
  package func restoring(_ texts: [TextDigest: KeptText]) throws(HistoryError) -> HistoryRecord {
    let list = TruncationList(metadata)
    guard metadata[TruncationList.name] != nil else { return self }
    var restored = RestoredRecord(before: before, after: after, metadata: metadata)
    restored.metadata[TruncationList.name] = nil
    var left = TruncationList()
    for entry in list.entries {
      guard let kept = texts[entry.digest] else {
        left.entries.append(entry)
        continue
      }
      let text = try kept.text()
      guard let value = entry.kind == .text ? .string(text) : try? JSONParser.parse(text), restored.put(value, for: entry) else {
        left.entries.append(entry)
        continue
      }
    }
    if let json = left.json { restored.metadata[TruncationList.name] = json }
    return replacing(before: restored.before, after: restored.after, metadata: restored.metadata)
  }
}

/// A record's parts while whole values are put back into them.
private struct RestoredRecord {
  var before: JSONObject?
  var after: JSONObject?
  var metadata: JSONObject

  /// Puts a value in its place; whether the place was there and showed that value cut.
  mutating func put(_ value: JSONValue, for entry: TruncationList.Entry) -> Bool {
    guard let names = JSONPath.names(inPointer: entry.path), let root = names.first else { return false }
    let rest = names.dropFirst()
    switch root {
    case "before_state": return Self.put(value, at: rest, in: &before, entry)
    case "after_state": return Self.put(value, at: rest, in: &after, entry)
    case "metadata":
      guard rest.isEmpty else { return Self.put(value, at: rest, in: &metadata, entry) }
      guard let object = value.object else { return false }
      metadata = object
      return true
    default: return false
    }
  }

  private static func put(_ value: JSONValue, at names: ArraySlice<String>, in state: inout JSONObject?, _ entry: TruncationList.Entry)
    -> Bool
  {
    guard var object = state else { return false }
    if names.isEmpty {
      guard object == [TruncationList.name: .string(entry.mark)], let whole = value.object else { return false }
      state = whole
      return true
    }
    // Emptied while it changes, so that it changes in place.
    state = nil
    defer { state = object }
    return put(value, at: names, in: &object, entry)
  }

  private static func put(_ value: JSONValue, at names: ArraySlice<String>, in object: inout JSONObject, _ entry: TruncationList.Entry)
    -> Bool
  {
    guard let name = names.first, var inner = object[name] else { return false }
    object[name] = .null
    defer { object[name] = inner }
    return put(value, at: names.dropFirst(), in: &inner, entry)
  }

  private static func put(_ value: JSONValue, at names: ArraySlice<String>, in place: inout JSONValue, _ entry: TruncationList.Entry)
    -> Bool
  {
    switch place {
    case .string(let shown):
      guard names.isEmpty, shown.hasSuffix(entry.mark) else { return false }
      place = value
      return true
    case .object(var object):
      guard !names.isEmpty else { return false }
      place = .null
      defer { place = .object(object) }
      return put(value, at: names, in: &object, entry)
    case .array(var elements):
      guard let index = names.first.flatMap({ Int($0) }), elements.indices.contains(index) else { return false }
      place = .null
      defer { place = .array(elements) }
      return put(value, at: names.dropFirst(), in: &elements[index], entry)
    default: return false
    }
  }
}
