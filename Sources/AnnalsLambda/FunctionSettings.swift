import Annals
import AnnalsDynamoDB

/// What the function's environment says: the variables of the server that matter to its jobs, under the same names.
struct FunctionSettings: Sendable {
  /// The table that holds the history: `TABLE_NAME`.
  let tableName: String
  /// How records are kept: `ANNALS_REDACTION` and what belongs to it, `ANNALS_TEXT_LIMIT`, `ANNALS_RECORD_LIMIT`, `ANNALS_ACCESS_RETENTION_DAYS`.
  private(set) var history = HistoryConfiguration()
  /// The file that describes the service's own tables: `ANNALS_TABLES`, or `annals.yaml` where the function's files are.
  let tablesPath: String
  /// What the function is called.
  let functionName: String

  private let environment: [String: String]

  /// Reads an environment. Throws `invalidConfiguration`, naming the variable and what would be right.
  init(_ environment: [String: String]) throws(HistoryError) {
    guard let table = environment["TABLE_NAME"], !table.isEmpty else {
      throw HistoryError(.invalidConfiguration, "TABLE_NAME is not set: give the name of the DynamoDB table that holds the history")
    }
    self.environment = environment
    tableName = table
    functionName = environment["AWS_LAMBDA_FUNCTION_NAME"] ?? "lambda"
    let path = environment["ANNALS_TABLES"].flatMap { $0.isEmpty ? nil : $0 } ?? ResourceTables.standardFile
    let root = environment["LAMBDA_TASK_ROOT"].flatMap { $0.isEmpty ? nil : $0 }
    tablesPath = path.hasPrefix("/") ? path : root.map { "\($0)/\(path)" } ?? path
    if let days = try number("ANNALS_ACCESS_RETENTION_DAYS", "a number of days") { history.accessRetentionDays = days }
    try readSanitizing()
  }

  /// What the server redacts and cuts a baseline has to redact and cut too: else it would store secrets, and know no state again.
  private mutating func readSanitizing() throws(HistoryError) {
    if let text = text("ANNALS_REDACTION")?.lowercased() {
      guard let isOn = ["true": true, "on": true, "yes": true, "1": true, "false": false, "off": false, "no": false, "0": false][text]
      else {
        throw Self.trouble("ANNALS_REDACTION", text, "true or false")
      }
      history.redaction.isEnabled = isOn
    }
    history.redaction.names = list("ANNALS_REDACTION_NAMES")
    history.redaction.paths = list("ANNALS_REDACTION_PATHS")
    history.redaction.allowedPaths = list("ANNALS_REDACTION_ALLOWED_PATHS")
    if let key = text("ANNALS_REDACTION_KEY") { history.redaction.fingerprintKey = try FingerprintKey(key.utf8) }
    if let bytes = try number("ANNALS_TEXT_LIMIT", "a number of bytes") { history.truncation.textLimit = bytes }
    if let bytes = try number("ANNALS_RECORD_LIMIT", "a number of bytes") { history.truncation.recordLimit = bytes }
  }

  private func text(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  private func list(_ name: String) -> [String] { text(name)?.split(separator: ",").map(String.init) ?? [] }

  private func number(_ name: String, _ form: String) throws(HistoryError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text) else { throw Self.trouble(name, text, form) }
    return number
  }

  private static func trouble(_ name: String, _ text: String, _ form: String) -> HistoryError {
    HistoryError(.invalidConfiguration, "\(name) is \"\(text.prefix(20))\": give \(form)")
  }
}
