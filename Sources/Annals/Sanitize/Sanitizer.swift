/// Makes a record fit to be kept: secrets replaced by marks, then long texts cut and kept whole beside it.
///
/// Runs for every record, in the background of the service that is tracked; it never fails, and its cost is linear in the record.
public struct Sanitizer: Sendable {
  private let redactor: Redactor
  private let redactorByType: [String: Redactor]
  private let truncation: TruncationRules

  /// A sanitizer of these rules. Throws `invalidConfiguration` where a rule cannot be followed.
  public init(redaction: RedactionRules = .init(), truncation: TruncationRules = .init()) throws(HistoryError) {
    try truncation.check()
    redactor = try Redactor(redaction)
    var byType: [String: Redactor] = [:]
    for (type, rules) in redaction.perType { byType[try ResourceType(type).name] = try Redactor(redaction, type: rules) }
    redactorByType = byType
    self.truncation = truncation
  }

  /// The record as it may be kept, with its whole texts.
  package func sanitize(_ record: HistoryRecord) -> SanitizedRecord { cut(redacted(record)) }

  /// The second step alone, for a record that `redacted` gave: long texts cut, and kept whole beside it.
  package func cut(_ record: HistoryRecord) -> SanitizedRecord {
    Truncator.cut(record, rules: truncation, redactor: redactor(for: record))
  }

  /// The record without its secrets and without what a client says is cut.
  package func redacted(_ record: HistoryRecord) -> HistoryRecord {
    let redactor = redactor(for: record)
    var metadata = record.metadata
    if metadata[TruncationList.name] != nil { metadata[TruncationList.name] = nil }
    let success = metadata["success"]
    metadata = redactor.redacted(metadata, root: "metadata")
    if metadata["success"] != success { metadata["success"] = success }
    let before = record.before.map { redactor.redacted($0, root: "before_state") }
    let after = record.after.map { redactor.redacted($0, root: "after_state") }
    let id = redactor.redacted(identifier: record.resource.id)
    let user = redactor.redacted(identifier: record.user.id)
    if id.utf8.count == record.resource.id.utf8.count, id == record.resource.id, user == record.user.id {
      return record.replacing(before: before, after: after, metadata: metadata)
    }
    return HistoryRecord(
      record.operation, of: Resource(coercing: record.resource.type.name, id), at: record.timestamp, token: record.token,
      by: User(coercing: user), before: before, after: after, metadata: metadata)
  }

  private func redactor(for record: HistoryRecord) -> Redactor {
    redactorByType.isEmpty ? redactor : redactorByType[record.resource.type.name] ?? redactor
  }
}
