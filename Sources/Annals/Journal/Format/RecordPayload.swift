/// A sanitized record as a journal keeps it: its fields, then its whole texts as they are compressed.
///
/// A byte of flags, the timestamp's microseconds, then each with its length before it: operation, resource type, resource id, user, the token
/// where there is one, the states that there are and the metadata as JSON; the number of whole texts, and of each its digest, its length
/// and its compressed bytes. Numbers are little-endian.
enum RecordPayload {
  private struct Flags: OptionSet {
    let rawValue: UInt8
    static let mayExist = Flags(rawValue: 1)
    static let hasToken = Flags(rawValue: 2)
    static let hasBefore = Flags(rawValue: 4)
    static let hasAfter = Flags(rawValue: 8)
  }

  static func bytes(of sanitized: SanitizedRecord) -> [UInt8] {
    let record = sanitized.record
    var flags: Flags = []
    if sanitized.mayExist { flags.insert(.mayExist) }
    if record.token != nil { flags.insert(.hasToken) }
    if record.before != nil { flags.insert(.hasBefore) }
    if record.after != nil { flags.insert(.hasAfter) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(sanitized.approximateSize + sanitized.texts.reduce(64) { $0 + 44 + $1.compressed.count })
    bytes.append(flags.rawValue)
    bytes.append(littleEndian: record.timestamp.microseconds)
    for text in [record.operation.rawValue, record.resource.type.name, record.resource.id, record.user.id, record.token?.description] {
      if let text { bytes.append(sized: text.utf8) }
    }
    for object in [record.before, record.after, record.metadata] {
      guard let object else { continue }
      var writer = JSONWriter(capacity: object.approximateSize)
      writer.write(.object(object))
      bytes.append(sized: writer.bytes)
    }
    bytes.append(littleEndian: UInt32(sanitized.texts.count))
    for text in sanitized.texts {
      bytes.append(contentsOf: text.digest.bytes)
      bytes.append(littleEndian: UInt64(text.length))
      bytes.append(sized: text.compressed)
    }
    return bytes
  }

  /// The record of a payload. Throws `journalDamaged` where it does not hold one.
  static func record(of bytes: ArraySlice<UInt8>) throws(HistoryError) -> SanitizedRecord {
    var reader = Reader(bytes)
    do throws(HistoryError) {
      let flags = Flags(rawValue: try reader.number(UInt8.self))
      let timestamp = Timestamp(microseconds: try reader.number(Int64.self))
      let operation = try OperationKind(reader.text())
      let resource = try Resource(type: ResourceType(reader.text()), id: reader.text())
      let user = try User(reader.text())
      let token = flags.contains(.hasToken) ? try RecordToken(reader.text()) : nil
      let before = flags.contains(.hasBefore) ? try reader.bytes() : nil
      let after = flags.contains(.hasAfter) ? try reader.bytes() : nil
      let metadata = try reader.bytes()
      let record = HistoryRecord(
        operation, of: resource, at: timestamp, token: token, by: user, before: try object(before), after: try object(after),
        metadata: try object(metadata))
      var sanitized = SanitizedRecord(record, texts: try reader.keptTexts())
      sanitized.mayExist = flags.contains(.mayExist)
      sanitized.written = WrittenStates(before: before, after: after, metadata: metadata)
      return sanitized
    } catch {
      throw HistoryError(.journalDamaged, "an entry of the journal holds no record: \(error.description)", underlying: error)
    }
  }

  private static func object(_ text: ArraySlice<UInt8>?) throws(HistoryError) -> JSONObject? {
    if let text { try object(text) } else { nil }
  }

  private static func object(_ text: ArraySlice<UInt8>) throws(HistoryError) -> JSONObject {
    guard case .object(let object) = try JSONParser.parse(text) else {
      throw HistoryError(.journalDamaged, "a state of it is not a JSON object")
    }
    return object
  }

  /// Reads a payload's fields in order.
  private struct Reader {
    private var cursor: ByteCursor
    private let count: Int

    init(_ bytes: ArraySlice<UInt8>) {
      cursor = ByteCursor(bytes)
      count = bytes.count
    }

    private var cutShort: HistoryError { HistoryError(.journalDamaged, "it ends inside its record, after \(count) bytes") }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(HistoryError) -> Number {
      guard let number = cursor.number(type) else { throw cutShort }
      return number
    }

    mutating func bytes() throws(HistoryError) -> ArraySlice<UInt8> {
      guard let bytes = cursor.take(Int(try number(UInt32.self))) else { throw cutShort }
      return bytes
    }

    mutating func text() throws(HistoryError) -> String {
      guard let text = try bytes().withUnsafeBufferPointer({ String(checking: $0) }) else {
        throw HistoryError(.journalDamaged, "a field of it is not UTF-8")
      }
      return text
    }

    mutating func keptTexts() throws(HistoryError) -> [KeptText] {
      var texts: [KeptText] = []
      for _ in 0..<(try number(UInt32.self)) {
        guard let digest = cursor.take(32).flatMap({ TextDigest(bytes: Array($0)) }) else { throw cutShort }
        let length = Int(clamping: try number(UInt64.self))
        texts.append(KeptText(digest: digest, length: length, compressed: Array(try bytes())))
      }
      return texts
    }
  }
}
