import Annals

/// A record of a prompt with these parts.
func record(
  before: JSONObject? = nil, after: JSONObject? = nil, metadata: JSONObject = [:], type: String = "PROMPT", id: String = "prompt-1",
  user: String = "ann"
) throws -> HistoryRecord {
  HistoryRecord(
    .update, of: try Resource(type, id), at: Timestamp(microseconds: 1_700_000_000_000_000), token: try RecordToken("T1"),
    by: try User(user),
    before: before, after: after, metadata: metadata)
}

/// A state after sanitizing under these rules.
func sanitized(_ state: JSONObject, _ rules: RedactionRules = .init(), type: String = "PROMPT") throws -> JSONObject? {
  try Sanitizer(redaction: rules).sanitize(record(after: state, type: type)).record.after
}

/// A text after sanitizing under the default rules, as the value of an innocent name.
func sanitized(text: String) throws -> String? {
  try defaultSanitizer.get().sanitize(record(after: ["note": .string(text)])).record.after?["note"]?.string
}

/// A sanitizer of the default rules.
let defaultSanitizer = Result { try Sanitizer() }

extension JSONObject {
  var text: String { JSONWriter.text(of: self) }
}

/// A value of a secret's shape, put together here so that no scanner of repositories takes it for a leak.
func fake(_ parts: String...) -> String { parts.joined() }
