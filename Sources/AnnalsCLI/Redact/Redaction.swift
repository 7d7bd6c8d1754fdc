import Annals

/// Redacts JSON as it would be kept, and tells what was redacted.
struct Redaction {
  let sanitizer: Sanitizer

  /// The value without its secrets, and what was redacted in it. A record is taken for one, any other value for a state.
  func result(for value: JSONValue) -> (value: JSONValue, findings: [RedactionFinding]) {
    guard let record = Self.record(value) else {
      let (redacted, findings) = sanitizer.explained(value)
      return (redacted, findings)
    }
    return (.object(sanitizer.redacted(record).json), sanitizer.findings(in: record))
  }

  private static func record(_ value: JSONValue) -> HistoryRecord? {
    guard let object = value.object, object["operation_type"] != nil, object["resource_type"] != nil else { return nil }
    return try? HistoryRecord(json: object)
  }
}
