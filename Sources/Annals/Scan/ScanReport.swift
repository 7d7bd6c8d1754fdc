/// What a search for secrets in history found, and what it did about it.
package struct ScanReport: Hashable, Sendable {
  /// Findings that are told apart; further ones are counted together.
  static let findingLimit = 500
  private static let others = SecretFinding(type: "OTHER", path: "/*", rule: "*")

  /// The store's records.
  package internal(set) var store = RewriteCounts()
  /// The journal's records.
  package internal(set) var journal = RewriteCounts()
  /// What was done in an archive; `nil` where none was named.
  package internal(set) var archive: ArchiveRewriteReport?
  /// Places in the journal's files that hold no whole record, so that nobody knows what is in them.
  package internal(set) var unreadable = 0
  /// How often secrets were met, by where and why.
  package internal(set) var findings: [SecretFinding: Int] = [:]
  /// Whether all of history was searched.
  package internal(set) var isComplete = false
  /// Whether a run went on that was stopped before.
  package internal(set) var isResumed = false

  /// Records of all that were looked at.
  package var read: Int { store.read + journal.read + (archive?.counts.read ?? 0) }
  /// Secrets that were met.
  package var secrets: Int { findings.values.reduce(0, +) }
  /// Records of all in which there are some.
  package var found: Int { store.found + journal.found + (archive?.counts.found ?? 0) }
  /// Records of all that hold them no more.
  package var fixed: Int { store.rewritten + journal.rewritten + (archive?.counts.rewritten ?? 0) }
  /// Records that hold them still after a run that redacts.
  package var left: Int { store.left + journal.left + (archive?.counts.left ?? 0) }

  /// How often each rule decided.
  package var rules: [String: Int] { Dictionary(findings.map { ($0.key.rule, $0.value) }, uniquingKeysWith: +) }
  /// How many secrets were in records of each type.
  package var types: [String: Int] { Dictionary(findings.map { ($0.key.type, $0.value) }, uniquingKeysWith: +) }

  mutating func add(_ changes: [RecordChange.Result], by sanitizer: Sanitizer) {
    for change in changes {
      for finding in RedactedPlaces(change.before, change.after, reasons: sanitizer.findings(in: change.before)).findings {
        let isKnown = findings[finding] != nil || findings.count < Self.findingLimit
        findings[isKnown ? finding : Self.others, default: 0] += 1
      }
    }
  }

  /// The report as JSON.
  package var json: JSONObject {
    [
      "store": .object(store.json), "journal": .object(journal.json), "archive": archive.map { .object($0.json) } ?? .null,
      "unreadable": .number(JSONNumber(unreadable)),
      "secrets": .number(JSONNumber(secrets)), "complete": .bool(isComplete), "resumed": .bool(isResumed),
      "findings": .array(findings.sorted { $0.key < $1.key }.map { .object($0.key.json(count: $0.value)) }),
    ]
  }

  init() {}

  /// Reads what `json` gave of a run that was stopped.
  init(_ json: JSONObject?) {
    store = RewriteCounts(json?["store"]?.object)
    journal = RewriteCounts(json?["journal"]?.object)
    unreadable = json?["unreadable"]?.number?.int ?? 0
    for element in json?["findings"]?.array ?? [] {
      if let finding = SecretFinding(element.object) { findings[finding] = element.object?["count"]?.number?.int ?? 0 }
    }
  }
}
