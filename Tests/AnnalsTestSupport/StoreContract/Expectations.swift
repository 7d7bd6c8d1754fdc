package import Annals
import Testing

/// Expects two lists to be the same byte for byte, and says where they first differ.
func expectSame(
  _ found: [HistoryRecord], _ expected: [HistoryRecord], _ context: String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  let texts = found.map { Array(JSONWriter.text(of: $0.json).utf8) }
  let expectedTexts = expected.map { Array(JSONWriter.text(of: $0.json).utf8) }
  guard texts != expectedTexts else { return }
  let first = zip(texts, expectedTexts).enumerated().first { $0.element.0 != $0.element.1 }
  let difference = first.map { index, pair in
    "at \(index): \(String(decoding: pair.0, as: UTF8.self)) is not \(String(decoding: pair.1, as: UTF8.self))"
  }
  Issue.record(
    "\(context) \(found.count) records, \(expected.count) expected; \(difference ?? "the shorter is the beginning of the longer")",
    sourceLocation: sourceLocation)
}

/// Expects an error of this code.
func expectError(
  _ code: HistoryError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
  do {
    try await body()
    Issue.record("no error, \(code.rawValue) expected", sourceLocation: sourceLocation)
  } catch let error as HistoryError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(error), \(code.rawValue) expected", sourceLocation: sourceLocation)
  }
}

extension HistoryStore {
  /// Appends records that show no text cut.
  @discardableResult
  package func append(plain records: [HistoryRecord]) async throws -> Int {
    try await append(records.map { SanitizedRecord($0) })
  }

  /// Everything that a filter lets through, page by page, each cursor sent as text.
  package func all(matching filter: RecordFilter = RecordFilter(), pageSize: Int = 1000) async throws -> [HistoryRecord] {
    var records: [HistoryRecord] = []
    var cursor: Cursor?
    repeat {
      let page = try await self.records(matching: filter, after: cursor, limit: pageSize)
      records += page.records
      #expect(page.records.count == pageSize || page.next == nil, "a page with a next one is full")
      #expect(page.next == nil || page.next?.position == page.records.last?.position)
      let next = try page.next.map { try Cursor($0.description) }
      if let next, let cursor, next.position >= cursor.position {
        Issue.record("a cursor leads back, and would for ever")
        return records
      }
      cursor = next
    } while cursor != nil
    return records
  }
}

/// A record with what a test cares about.
func sample(
  _ kind: OperationKind = .update, _ type: String = "PROMPT", _ id: String = "prompt-1", at microseconds: Int64 = 0, token: String? = "T",
  by user: String = "ann", before: JSONObject? = nil, after: JSONObject? = nil, metadata: JSONObject = ["success": true]
) throws -> HistoryRecord {
  HistoryRecord(
    kind, of: try Resource(type, id), at: Timestamp(microseconds: RandomHistory.start + microseconds),
    token: try token.map { try RecordToken($0) },
    by: try User(user), before: before, after: after, metadata: metadata)
}
