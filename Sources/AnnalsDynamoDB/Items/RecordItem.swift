import AWSClient
import Annals

/// A record as an item, with what has to be kept beside it.
struct RecordItem: Sendable {
  /// The most bytes that DynamoDB takes for an item.
  static let maximumSize = 400 * 1024
  /// Room for what is counted differently than thought.
  private static let margin = 2 * 1024

  let key: ItemKey
  let attributes: AttributeMap
  /// The whole texts that the record points at.
  let texts: [KeptText]
  let timestamp: Timestamp
  let type: ResourceType
  /// The second at which the record ends, counted from 1970.
  let expiry: Int?
  let size: Int
  /// Whether the table may hold the record already.
  let mayExist: Bool

  /// The item of a new record, which ends a retention after its moment.
  init(_ sanitized: SanitizedRecord, shards: Int, retention: Duration?) {
    let moment = Int(sanitized.record.timestamp.microseconds / 1_000_000)
    self.init(sanitized, shards: shards, expiry: retention.map { moment + Int($0.components.seconds) })
  }

  /// The item of a record that ends at a second; `revision` names its rewriting.
  init(_ sanitized: SanitizedRecord, shards: Int, expiry: Int?, revision: String? = nil) {
    let record = sanitized.record
    key = ItemKey(record.position)
    timestamp = record.timestamp
    type = record.resource.type
    self.expiry = expiry
    mayExist = sanitized.mayExist

    var fields: [(String, AttributeValue)] = [
      (HistoryTable.partitionKey, .s(key.partition)), (HistoryTable.sortKey, .s(key.sort)),
      (Attribute.id, .s(record.id.description)), (Attribute.operation, .s(record.operation.rawValue)),
      (Attribute.type, .s(type.name)), (Attribute.resourceID, .s(record.resource.id)),
      (Attribute.timestamp, .s(record.timestamp.description)), (Attribute.user, .s(record.user.id)),
      (Attribute.feed, .s(Feed.name(of: type, shard: Feed.shard(of: key, of: shards)))), (Attribute.userKey, .s(record.user.id)),
      (Attribute.success, .bool(!record.isFailed)),
    ]
    if record.operation == .read || record.isBaseline { fields.append((Attribute.reads, .n(record.representedReads))) }
    if let expiry { fields.append((Attribute.expiry, .n(expiry))) }
    if let revision { fields.append((Attribute.revision, .s(revision))) }

    let states = RecordStates(record)
    var texts = Self.distinct(sanitized.texts)
    var full = AttributeMap(fields + states.fields + Self.reference(to: texts))
    if full.itemSize > Self.maximumSize - Self.margin {
      let whole = KeptText(compressing: states.text)
      texts = Self.distinct(texts + [whole])
      full = AttributeMap(fields + states.shownCut(whole) + Self.reference(to: texts))
    }
    attributes = full
    size = full.itemSize
    self.texts = texts
  }

  private static func distinct(_ texts: [KeptText]) -> [KeptText] {
    var seen: Set<TextDigest> = []
    return texts.filter { seen.insert($0.digest).inserted }
  }

  private static func reference(to texts: [KeptText]) -> [(String, AttributeValue)] {
    texts.isEmpty ? [] : [(Attribute.texts, .bs(texts.map(\.digest.bytes)))]
  }
}

/// A record's states and metadata on their way into an item.
private struct RecordStates {
  private let record: HistoryRecord
  let fields: [(String, AttributeValue)]

  init(_ record: HistoryRecord) {
    self.record = record
    var encoder = AttributeEncoder()
    var fields: [(String, AttributeValue)] = []
    for (name, object) in [(Attribute.before, record.before), (Attribute.after, record.after), (Attribute.metadata, record.metadata)] {
      fields.append((name, object.map { encoder.value($0) } ?? .null))
    }
    if encoder.isLossy {
      let exact = KeptText(compressing: Self.text(of: record))
      fields.append((Attribute.exact, exact.attribute))
    } else if let numbers = encoder.numberText {
      fields.append((Attribute.numberTexts, .s(numbers)))
    }
    self.fields = fields
  }

  /// States and metadata as one JSON text.
  var text: String { Self.text(of: record) }

  private static func text(of record: HistoryRecord) -> String {
    JSONWriter.text(
      of: .object([
        Attribute.before: record.before.map(JSONValue.object) ?? .null, Attribute.after: record.after.map(JSONValue.object) ?? .null,
        Attribute.metadata: .object(record.metadata),
      ]))
  }

  /// What the item shows where the states are kept whole elsewhere.
  func shownCut(_ whole: KeptText) -> [(String, AttributeValue)] {
    let mark: AttributeValue = ["truncated": .s("[TRUNCATED: \(whole.length) bytes of JSON, sha256:\(whole.digest)]")]
    return [
      (Attribute.before, record.before == nil ? .null : mark), (Attribute.after, record.after == nil ? .null : mark),
      (Attribute.metadata, ["success": .bool(!record.isFailed)]), (Attribute.overflow, .b(whole.digest.bytes)),
    ]
  }
}
