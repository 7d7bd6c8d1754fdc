import Annals

/// Records as CSV (RFC 4180), a line each, that a spreadsheet opens without running any of it.
enum CSVText {
  /// The names of the columns.
  static let columns = [
    "timestamp", "operation_type", "resource_type", "resource_id", "user_id", "failed", "error", "function", "request_id", "reason",
    "before_state", "after_state", "metadata", "history_id",
  ]

  static var head: String { columns.joined(separator: ",") + "\r\n" }

  static func line(_ record: HistoryRecord) -> String {
    let metadata = record.metadata
    let cells: [String?] = [
      record.timestamp.description, record.operation.rawValue, record.resource.type.name, record.resource.id, record.user.id,
      record.isFailed ? "true" : "false", record.error, metadata["function"]?.string, metadata["request_id"]?.string,
      metadata["reason"]?.string, record.before.map { JSONWriter.text(of: $0) }, record.after.map { JSONWriter.text(of: $0) },
      JSONWriter.text(of: metadata), record.id.description,
    ]
    return cells.map { cell($0 ?? "") }.joined(separator: ",") + "\r\n"
  }

  /// What a cell begins with where spreadsheets take it for a formula, in the widths that they read.
  private static let formulas: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

  /// A cell in quotes where it needs them, and with an apostrophe before it where it would be a formula.
  static func cell(_ text: String) -> String {
    var text = text
    if let first = text.unicodeScalars.first(where: { $0 != " " }), formulas.contains(first) { text = "'" + text }
    let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
