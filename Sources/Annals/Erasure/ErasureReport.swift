/// What the erasure of a subject did, or would do.
package struct ErasureReport: Hashable, Sendable {
  /// What stands in the subject's place; `nil` in a dry run on a store that has no key for pseudonyms yet.
  package internal(set) var pseudonym: String?
  /// The order by which erased records are marked; `nil` in a dry run.
  package internal(set) var order: String?
  /// The subject's own records.
  package internal(set) var own = RewriteCounts()
  /// Other records that mention the subject's id; `nil` where they were not looked for, or the id is too short to be told apart.
  package internal(set) var mentions: RewriteCounts?
  /// The journal's records, own ones and mentions.
  package internal(set) var journal = RewriteCounts()
  /// What was done in an archive; `nil` where none was named.
  package internal(set) var archive: ArchiveRewriteReport?
  /// Places in the journal's files that hold no whole record, so that nobody knows what is in them.
  package internal(set) var unreadable = 0
  /// Whether all of history was gone through.
  package internal(set) var isComplete = false
  /// Whether a run went on that was stopped before.
  package internal(set) var isResumed = false

  /// Whether nothing of the subject was found.
  package var isEmpty: Bool { own.found == 0 && journal.found == 0 && mentions?.found ?? 0 == 0 && archive?.counts.found ?? 0 == 0 }
  /// Records that were rewritten.
  var rewritten: Int { own.rewritten + (mentions?.rewritten ?? 0) + journal.rewritten }
  /// Records that could not be rewritten.
  package var left: Int { own.left + (mentions?.left ?? 0) + journal.left + (archive?.counts.left ?? 0) }

  init() {}

  /// The report as JSON.
  package var json: JSONObject {
    [
      "pseudonym": pseudonym.map { .string($0) } ?? .null, "order": order.map { .string($0) } ?? .null, "own": .object(own.json),
      "mentions": mentions.map { .object($0.json) } ?? .null, "journal": .object(journal.json),
      "archive": archive.map { .object($0.json) } ?? .null,
      "unreadable": .number(JSONNumber(unreadable)), "complete": .bool(isComplete), "resumed": .bool(isResumed),
    ]
  }

  /// Reads what `json` gave of a run that was stopped.
  init(_ json: JSONObject) {
    pseudonym = json["pseudonym"]?.string
    order = json["order"]?.string
    own = RewriteCounts(json["own"]?.object)
    mentions = json["mentions"]?.object.map { RewriteCounts($0) }
    journal = RewriteCounts(json["journal"]?.object)
    unreadable = json["unreadable"]?.number?.int ?? 0
  }
}
