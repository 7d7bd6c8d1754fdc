/// Finds an id in texts, and puts another in its place: only where it stands for itself, not within a longer one.
struct IDMention: Sendable {
  /// The shortest id that is looked for: shorter ones stand in too much that is not about them.
  static let shortest = 4
  private let id: [UInt8]
  private let isNumber: Bool
  private let replacement: String

  /// `nil` where the id is too short to be told apart.
  init?(of id: String, replacement: String) {
    guard id.utf8.count >= Self.shortest else { return nil }
    self.id = Array(id.utf8)
    isNumber = id.utf8.allSatisfy { (0x30...0x39).contains($0) }
    self.replacement = replacement
  }

  /// The record without mentions of the id; `nil` where there are none.
  func replaced(in record: HistoryRecord) -> HistoryRecord? {
    let before = record.before.flatMap(replaced(in:))
    let after = record.after.flatMap(replaced(in:))
    let metadata = replaced(in: record.metadata)
    let resource = replaced(in: record.resource.id)
    let user = replaced(in: record.user.id)
    guard before != nil || after != nil || metadata != nil || resource != nil || user != nil else { return nil }
    return HistoryRecord(
      record.operation, of: resource.map { Resource(coercing: record.resource.type.name, $0) } ?? record.resource, at: record.timestamp,
      token: record.token, by: user.map(User.init(coercing:)) ?? record.user, before: before ?? record.before, after: after ?? record.after,
      metadata: metadata ?? record.metadata)
  }

  private func replaced(in value: JSONValue) -> JSONValue? {
    switch value {
    case .null, .bool: return nil
    case .number(let number): return isNumber && number.description.utf8.elementsEqual(id) ? .string(replacement) : nil
    case .string(let text): return replaced(in: text).map(JSONValue.string)
    case .array(let elements):
      let changed = elements.map(replaced(in:))
      return changed.contains { $0 != nil } ? .array(zip(elements, changed).map { $1 ?? $0 }) : nil
    case .object(let object): return replaced(in: object).map(JSONValue.object)
    }
  }

  private func replaced(in object: JSONObject) -> JSONObject? {
    var hasChanged = false
    let members = object.members.map { member -> JSONObject.Member in
      let (name, value) = (replaced(in: member.name), replaced(in: member.value))
      if name != nil || value != nil { hasChanged = true }
      return JSONObject.Member(name: name ?? member.name, value: value ?? member.value)
    }
    return hasChanged ? JSONObject(unordered: members) : nil
  }

  /// The text with the replacement for each mention; `nil` where there is none.
  func replaced(in text: String) -> String? {
    guard text.utf8.count >= id.count else { return nil }
    var text = text
    return text.withUTF8 { bytes -> String? in
      var result: [UInt8] = []
      var end = 0
      var place = 0
      while place + id.count <= bytes.count {
        guard bytes[place] == id[0], isMention(at: place, in: bytes) else {
          place += 1
          continue
        }
        result += bytes[end..<place]
        result += replacement.utf8
        place += id.count
        end = place
      }
      guard end > 0 else { return nil }
      return String(decoding: result + bytes[end...], as: UTF8.self)
    }
  }

  private func isMention(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for offset in id.indices where bytes[place + offset] != id[offset] { return false }
    let end = place + id.count
    func byte(_ index: Int) -> UInt8? { bytes.indices.contains(index) ? bytes[index] : nil }
    return !goesOn(byte(place - 1), byte(place - 2)) && !goesOn(byte(end), byte(end + 1))
  }

  /// Whether an id goes on with this byte: `ann` does in `annals`, `ann@example.org` in `mary.ann@example.org`, and not at a sentence's end.
  private func goesOn(_ next: UInt8?, _ further: UInt8?) -> Bool {
    guard let next else { return false }
    if Self.isWord(next) { return true }
    return ".-+@".utf8.contains(next) && (further.map(Self.isWord) ?? false)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), 0x80...: true
    default: false
    }
  }
}
