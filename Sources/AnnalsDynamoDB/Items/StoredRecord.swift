import AWSClient
import Annals

/// A record's item as it was read, from the table or from an index: what lists need, its states as far as they are there.
struct StoredRecord: Sendable {
  let key: ItemKey
  let position: RecordPosition
  let user: User
  let isFailed: Bool
  /// The second at which the record ends, counted from 1970.
  let expiry: Int?
  /// How many reads a READ stands for, as far as what was read says it.
  var reads: Int?
  /// Whether a CREATE tells what was there already, and no operation.
  let isBaseline: Bool
  /// The digests of the kept texts that the record points at.
  let texts: [TextDigest]
  /// The name of the last rewriting, where there was one.
  let revision: String?
  /// Whether the item is in the index by time.
  let isIndexed: Bool
  /// Whether the item is all of what the table has of it, states included.
  let isWhole: Bool
  private let item: AttributeMap

  /// Reads an item of any age; `nil` for what is no record.
  init?(_ item: AttributeMap, isWhole: Bool = false) {
    guard let key = ItemKey(item), key.isRecord, let parts = RecordKeyParts(key, item) else { return nil }
    self.key = key
    self.item = item
    self.isWhole = isWhole
    position = parts.position
    user = item[Attribute.user]?.string.flatMap { try? User($0) } ?? item[Attribute.user]?.string.map { User(coercing: $0) } ?? .system
    isFailed =
      parts.hasFailed || item[Attribute.success] == .bool(false) || item[Attribute.metadata]?.map?["success"] == .bool(false)
    expiry = item[Attribute.expiry]?.number.flatMap { Int($0.prefix { $0 != "." }) }
    reads = parts.position.key.kind == .read ? Self.reads(in: item) : 0
    isBaseline = parts.position.key.kind == .create && item[Attribute.reads]?.int == 0
    revision = item[Attribute.revision]?.string
    isIndexed = item[Attribute.feed] != nil
    texts = (item[Attribute.texts]?.digests ?? []).compactMap(TextDigest.init(bytes:))
  }

  /// How many reads an item says that a READ stands for: in its own attribute or, where the record came without it, in its metadata.
  static func reads(in item: AttributeMap) -> Int? {
    let said = item[Attribute.reads] ?? item[Attribute.metadata]?.map?[ReadCount.name]?.map?["count"]
    return said?.int.flatMap { (0...ReadCount.limit).contains($0) ? $0 : nil }
  }

  func isExpired(at second: Int) -> Bool { expiry.map { $0 <= second } ?? false }

  /// The record without its states, as filters look at it.
  var listed: HistoryRecord { record(nil, nil, ["success": .bool(!isFailed)]) }

  /// The text that holds the states, where they did not fit the item.
  var overflow: TextDigest? { item[Attribute.overflow]?.bytes.flatMap(TextDigest.init(bytes:)) }

  /// The whole record; `overflow` is the text of that digest, where there is one.
  func record(overflow: KeptText? = nil) throws -> HistoryRecord {
    if let text = try overflow?.text() ?? exactText() {
      let states = try JSONParser.parse(text).object ?? [:]
      return record(states[Attribute.before]?.object, states[Attribute.after]?.object, states[Attribute.metadata]?.object ?? [:])
    }
    var decoder = AttributeDecoder(numberText: item[Attribute.numberTexts]?.string)
    let before = state(Attribute.before, &decoder)
    let after = state(Attribute.after, &decoder)
    var metadata = state(Attribute.metadata, &decoder) ?? [:]
    // An old record says that it failed in the name of its operation.
    if isFailed, metadata["success"] != .bool(false) { metadata["success"] = false }
    return record(before, after, metadata)
  }

  private func record(_ before: JSONObject?, _ after: JSONObject?, _ metadata: JSONObject) -> HistoryRecord {
    HistoryRecord(
      position.key.kind, of: position.resource, at: position.key.timestamp, token: position.key.token, by: user, before: before,
      after: after, metadata: metadata)
  }

  private func exactText() throws -> String? {
    try item[Attribute.exact].flatMap(KeptText.init(attribute:))?.text()
  }

  /// A state as a map, or as JSON text, as some writers keep it.
  private func state(_ name: String, _ decoder: inout AttributeDecoder) -> JSONObject? {
    switch item[name] {
    case .m(let map)?: decoder.object(map)
    case .s(let text)?: (try? JSONParser.parse(text))?.object ?? (text.isEmpty ? nil : ["value": .string(text)])
    case nil, .null?: nil
    case let other?: ["value": decoder.value(other)]
    }
  }
}

extension AttributeValue {
  fileprivate var digests: [[UInt8]]? { if case .bs(let values) = self { values } else { nil } }
}

/// What a record's key says, and its attributes where the key leaves something open.
private struct RecordKeyParts {
  let position: RecordPosition
  let hasFailed: Bool

  init?(_ key: ItemKey, _ item: AttributeMap) {
    // HISTORY # type # id: a type has no #.
    let place = key.partition.utf8.dropFirst(ItemKey.historyPrefix.utf8.count)
    guard let mark = place.firstIndex(of: UInt8(ascii: "#")), let type = try? ResourceType(String(Substring(place[..<mark]))),
      let resource = try? Resource(type: type, id: String(Substring(place[place.index(after: mark)...])))
    else { return nil }
    // OPERATION # moment # kind [# token].
    let parts = key.sort.utf8.dropFirst(ItemKey.recordPrefix.utf8.count)
      .split(separator: UInt8(ascii: "#"), maxSplits: 2, omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard let first = parts.first, let timestamp = try? Timestamp(first) else { return nil }
    let name = parts.count > 1 ? parts[1] : item[Attribute.operation]?.string ?? ""
    guard let (kind, hasFailed) = try? OperationKind.reading(name) else { return nil }
    let token = parts.count > 2 ? try? RecordToken(parts[2]) : nil
    guard token != nil || parts.count < 3 else { return nil }
    let said = item[Attribute.operation]?.string.flatMap { try? OperationKind.reading($0) }
    self.hasFailed = hasFailed || said?.hasFailed ?? false
    position = RecordPosition(key: SortKey(timestamp: timestamp, kind: kind, token: token), resource: resource)
  }
}
