import Crypto

/// A cursor as text: Base64url of a version, a checksum, and the position as a JSON array.
///
/// The checksum finds a cursor that was cut or altered on its way; it is no secret, for a cursor gives no access.
enum CursorText {
  private static let version: UInt8 = 1
  private static let checksumLength = 4

  static func text(of position: RecordPosition) -> String {
    let payload = JSONWriter.text(
      of: .array([
        .number(JSONNumber(Int(position.key.timestamp.microseconds))), .string(position.key.kind.rawValue),
        position.key.token.map { .string($0.description) } ?? .null, .string(position.resource.type.name),
        .string(position.resource.id),
      ]))
    let bytes = [version] + checksum(payload.utf8) + payload.utf8
    return Base64URL.text(of: bytes)
  }

  static func position(in text: String) throws(HistoryError) -> RecordPosition {
    guard let bytes = Base64URL.bytes(in: text), bytes.count > 1 + checksumLength else { throw unreadable(text) }
    let payload = bytes[(1 + checksumLength)...]
    guard bytes[1...checksumLength].elementsEqual(checksum(payload)) else { throw unreadable(text) }
    guard bytes[0] == version else {
      throw HistoryError(.invalidCursor, "the cursor is of version \(bytes[0]), not \(version): ask for the first page again")
    }
    guard let parts = (try? JSONParser.parse(payload))?.array, parts.count == 5,
      let microseconds = parts[0].number?.int, let kind = parts[1].string.flatMap(OperationKind.init(rawValue:)),
      let type = parts[3].string, let id = parts[4].string, let resource = try? Resource(type, id)
    else { throw unreadable(text) }
    let token = parts[2].string.flatMap { try? RecordToken($0) }
    guard token != nil || parts[2].isNull else { throw unreadable(text) }
    let timestamp = Timestamp(microseconds: Int64(microseconds))
    return RecordPosition(key: SortKey(timestamp: timestamp, kind: kind, token: token), resource: resource)
  }

  private static func checksum(_ payload: some Collection<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: Array(payload)).prefix(checksumLength))
  }

  private static func unreadable(_ text: String) -> HistoryError {
    HistoryError(
      .invalidCursor, "the cursor was cut short or altered (\(text.utf8.count) characters): send next_cursor as the last page gave it")
  }
}
