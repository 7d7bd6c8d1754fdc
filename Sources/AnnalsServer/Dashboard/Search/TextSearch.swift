import Annals

/// Looks for a text in all that is shown of records, whatever the case of its letters.
struct TextSearch {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.lowercased().utf8) }

  func finds(_ record: HistoryRecord) -> Bool {
    isIn(record.resource.id) || isIn(record.user.id) || isIn(record.resource.type.name) || isIn(record.metadata)
      || (record.before.map { isIn($0) } ?? false) || (record.after.map { isIn($0) } ?? false)
  }

  private func isIn(_ object: JSONObject) -> Bool { object.members.contains { isIn($0.name) || isIn($0.value) } }

  private func isIn(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool: false
    case .number(let number): isIn(number.description)
    case .string(let text): isIn(text)
    case .array(let elements): elements.contains { isIn($0) }
    case .object(let object): isIn(object)
    }
  }

  private func isIn(_ text: String) -> Bool {
    guard text.utf8.count >= bytes.count, let first = bytes.first else { return bytes.isEmpty }
    var lowered = text.lowercased()
    return lowered.withUTF8 { text in
      guard text.count >= bytes.count else { return false }
      return (0...(text.count - bytes.count)).contains { start in
        text[start] == first && bytes.indices.allSatisfy { text[start + $0] == bytes[$0] }
      }
    }
  }
}
