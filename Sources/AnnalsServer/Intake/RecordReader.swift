import Annals

/// Reads the records of a body, and gives those a token that have none.
struct RecordReader {
  let key: IdempotencyKey?
  /// Who did what names nobody.
  let user: User
  /// When that was which says no moment.
  let now: Timestamp
  /// Records that are read at most.
  let limit: Int

  /// A value of the body, with its line where it has lines.
  private struct Item {
    let line: Int?
    let value: Result<JSONValue, HistoryError>
  }

  /// The records, in order. Throws a problem that lists each that cannot be read.
  func records(in bytes: [UInt8], as format: BodyFormat) throws(Problem) -> [HistoryRecord] {
    let items = try items(in: bytes, as: format)
    guard items.count <= limit else {
      throw Problem(
        .tooManyRecords, "the body holds \(items.count) records: send at most \(limit) in one request", expected: "at most \(limit) records"
      )
    }
    var records: [HistoryRecord] = []
    records.reserveCapacity(items.count)
    var errors: [Problem.Entry] = []
    for (index, item) in items.enumerated() {
      do throws(HistoryError) {
        records.append(try record(item.value.get(), at: index))
      } catch {
        errors.append(Problem.Entry(index: index, line: item.line, code: error.code, detail: error.description))
      }
    }
    guard let first = errors.first else { return records }
    let detail = items.count == 1 ? first.detail : "\(errors.count) of \(items.count) records cannot be read, so none was taken: see errors"
    throw Problem(ProblemKind(errors.count == 1 ? first.code : .invalidRecord), detail, entries: errors)
  }

  private func record(_ value: JSONValue, at index: Int) throws(HistoryError) -> HistoryRecord {
    guard var object = value.object else { throw HistoryError(.invalidRecord, "a record is a JSON object, not \(value.kind)") }
    let hasID = !Self.isAbsent(object["history_id"])
    if Self.isAbsent(object["timestamp"]), !hasID {
      guard key == nil else {
        throw HistoryError(
          .invalidRecord, "timestamp is missing: with an Idempotency-Key a record needs its own, or a retry could not be known as one")
      }
      object["timestamp"] = .string(now.description)
    }
    if Self.isAbsent(object["user_id"]) { object["user_id"] = .string(user.id) }
    let record = try HistoryRecord(json: object)
    // An id from before there were tokens stays as it is: sent again, it is the same record.
    guard record.token == nil, !hasID else { return record }
    return HistoryRecord(
      record.operation, of: record.resource, at: record.timestamp, token: key?.token(at: index) ?? .next(), by: record.user,
      before: record.before, after: record.after, metadata: record.metadata)
  }

  private static func isAbsent(_ value: JSONValue?) -> Bool { value?.isNull ?? true }

  private func items(in bytes: [UInt8], as format: BodyFormat) throws(Problem) -> [Item] {
    let items: [Item]
    switch format.resolved(for: bytes) {
    case .lines: items = Self.lines(bytes)
    case .json, .unknown: items = try Self.values(bytes)
    }
    guard !items.isEmpty else {
      throw Problem(
        .invalidBody, "the body holds no record: send one as a JSON object, an array of them, or one a line",
        expected: "at least one record")
    }
    return items
  }

  private static func values(_ bytes: [UInt8]) throws(Problem) -> [Item] {
    guard !bytes.isEmpty else { return [] }
    do throws(HistoryError) {
      let value = try JSONParser.parse(bytes)
      return (value.array ?? [value]).map { Item(line: nil, value: .success($0)) }
    } catch {
      throw Problem(error)
    }
  }

  private static func lines(_ bytes: [UInt8]) -> [Item] {
    var items: [Item] = []
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
    where !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      let value = Result { () throws(HistoryError) in try JSONParser.parse(line) }
      items.append(Item(line: number + 1, value: value))
    }
    return items
  }
}
