import Annals

/// Records as the bytes that the database holds, made before the writer is taken so that it is held for the writing alone.
struct PreparedBatch: Sendable {
  struct Row: Sendable {
    let kind: OperationKind
    let timestamp: Timestamp
    let isFailed: Bool
    /// What it counts in the column `reads`.
    let reads: Int
    /// Places in `types` and `users`.
    let type: Int
    let user: Int
    /// Places in `bytes`.
    let resource: Range<Int>
    let token: Range<Int>
    let before: Range<Int>?
    let after: Range<Int>?
    let metadata: Range<Int>
    let texts: [KeptText]
  }

  let rows: [Row]
  let types: [ResourceType]
  let users: [User]
  /// Ids, tokens and states, one behind the other.
  let bytes: [UInt8]

  init(_ records: [SanitizedRecord]) {
    var writer = JSONWriter(capacity: records.count * 512)
    var types = Numbering<ResourceType>()
    var users = Numbering<User>()
    rows = records.map { item in
      let record = item.record
      return Row(
        kind: record.operation, timestamp: record.timestamp, isFailed: record.isFailed, reads: record.countedReads,
        type: types.number(of: record.resource.type), user: users.number(of: record.user),
        resource: writer.range(of: record.resource.id), token: writer.range(of: record.token?.description ?? ""),
        before: record.before.map { writer.range(of: $0, written: item.written?.before) },
        after: record.after.map { writer.range(of: $0, written: item.written?.after) },
        metadata: writer.range(of: record.metadata, written: item.written?.metadata), texts: item.texts)
    }
    self.types = types.values
    self.users = users.values
    bytes = writer.bytes
  }
}

/// Gives each distinct value a number, from 0.
private struct Numbering<Value: Hashable> {
  private(set) var values: [Value] = []
  private var numbers: [Value: Int] = [:]

  mutating func number(of value: Value) -> Int {
    if let number = numbers[value] { return number }
    numbers[value] = values.count
    values.append(value)
    return values.count - 1
  }
}

extension JSONWriter {
  /// Writes text as it is; where it came to stand.
  fileprivate mutating func range(of text: String) -> Range<Int> {
    let start = bytes.count
    write(json: text)
    return start..<bytes.count
  }

  /// Writes an object, by its text where that is there; where it came to stand.
  fileprivate mutating func range(of object: JSONObject, written: ArraySlice<UInt8>?) -> Range<Int> {
    let start = bytes.count
    if let written { written.withUnsafeBufferPointer { write(json: $0) } } else { write(object) }
    return start..<bytes.count
  }
}
