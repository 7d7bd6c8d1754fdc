/// A sanitized record as a journal keeps it: its JSON, then its whole texts as they are compressed.
enum RecordPayload {
  private static let mayExist: UInt8 = 1

  static func bytes(of record: SanitizedRecord) -> [UInt8] {
    var writer = JSONWriter(capacity: record.approximateSize)
    writer.write(RecordText(record.record))
    let json = writer.bytes
    var bytes: [UInt8] = []
    bytes.reserveCapacity(json.count + 16 + record.texts.reduce(0) { $0 + 44 + $1.compressed.count })
    bytes.append(record.mayExist ? mayExist : 0)
    bytes.append(littleEndian: UInt32(json.count))
    bytes.append(contentsOf: json)
    bytes.append(littleEndian: UInt32(record.texts.count))
    for text in record.texts {
      bytes.append(contentsOf: text.digest.bytes)
      bytes.append(littleEndian: UInt64(text.length))
      bytes.append(littleEndian: UInt32(text.compressed.count))
      bytes.append(contentsOf: text.compressed)
    }
    return bytes
  }

  /// The record of a payload. Throws `journalDamaged` where it does not hold one.
  static func record(of bytes: ArraySlice<UInt8>) throws(HistoryError) -> SanitizedRecord {
    var cursor = ByteCursor(bytes)
    guard let flags = cursor.number(UInt8.self), let length = cursor.number(UInt32.self), let json = cursor.take(Int(length)),
      let count = cursor.number(UInt32.self)
    else { throw cutShort(bytes) }
    var texts: [KeptText] = []
    for _ in 0..<count {
      guard let digest = cursor.take(32).flatMap({ TextDigest(bytes: Array($0)) }), let length = cursor.number(UInt64.self),
        let compressed = cursor.number(UInt32.self).flatMap({ cursor.take(Int($0)) })
      else { throw cutShort(bytes) }
      texts.append(KeptText(digest: digest, length: Int(clamping: length), compressed: Array(compressed)))
    }
    do throws(HistoryError) {
      var record = SanitizedRecord(try HistoryRecord(json: JSONParser.parse(json)), texts: texts)
      record.mayExist = flags & mayExist != 0
      return record
    } catch {
      throw HistoryError(.journalDamaged, "an entry of the journal holds no record: \(error.description)", underlying: error)
    }
  }

  private static func cutShort(_ bytes: ArraySlice<UInt8>) -> HistoryError {
    HistoryError(.journalDamaged, "an entry of the journal ends inside its record, after \(bytes.count) bytes")
  }
}
