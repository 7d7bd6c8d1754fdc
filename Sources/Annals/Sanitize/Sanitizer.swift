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

  /// Any JSON as it would be kept in a state: without its secrets, by the rules for all types.
  public func redacted(_ value: JSONValue) -> JSONValue { redactor.redacted(value, root: "") }

  /// The record as it may be kept, with its whole texts.
  package func sanitize(_ record: HistoryRecord) -> SanitizedRecord { cut(redacted(record)) }

  /// The second step alone, for a record that `redacted` gave: long texts cut, and kept whole beside it.
  package func cut(_ record: HistoryRecord) -> SanitizedRecord {
    Truncator.cut(record, rules: truncation, redactor: redactor(for: record.resource.type.name))
  }

  /// The record without its secrets and without what a client says is cut.
  package func redacted(_ record: HistoryRecord) -> HistoryRecord { redacted(record, trace: nil) }

  /// What is redacted in a record: where, and by which rule.
  package func findings(in record: HistoryRecord) -> [RedactionFinding] {
    let trace = RedactionTrace()
    _ = redacted(record, trace: trace)
    return trace.findings
  }

  /// Any JSON without its secrets, and what was redacted; the rules of no type hold for it.
  package func explained(_ value: JSONValue) -> (redacted: JSONValue, findings: [RedactionFinding]) {
    let trace = RedactionTrace()
    return (redactor.redacted(value, root: "", trace: trace), trace.findings)
  }

  private func redacted(_ record: HistoryRecord, trace: RedactionTrace?) -> HistoryRecord {
    let redactor = redactor(for: record.resource.type.name)
    var metadata = record.metadata
    if metadata[TruncationList.name] != nil { metadata[TruncationList.name] = nil }
    let success = metadata["success"]
    metadata = redactor.redacted(metadata, root: "metadata", trace: trace)
    if metadata["success"] != success { metadata["success"] = success }
    let before = record.before.map { redactor.redacted($0, root: "before_state", trace: trace) }
    let after = record.after.map { redactor.redacted($0, root: "after_state", trace: trace) }
    let names = RecordNames(record)
    let shown = names.redacted(by: redactor, trace: trace)
    if shown == names { return record.replacing(before: before, after: after, metadata: metadata) }
    return HistoryRecord(
      record.operation, of: Resource(coercing: shown.type, shown.id), at: record.timestamp, token: shown.token,
      by: User(coercing: shown.user), before: before, after: after, metadata: metadata)
  }

  /// A text without its secrets.
  func redacted(text: String) -> String { redacted(.string(text)).string ?? "" }

  /// The redactor for resources of a type, by its name.
  func redactor(for type: String?) -> Redactor {
    guard !redactorByType.isEmpty, let type else { return redactor }
    return redactorByType[type] ?? redactor
  }
}
