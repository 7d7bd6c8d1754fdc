/// What a run of archiving did.
public struct ArchiveReport: Hashable, Sendable {
  /// Records older than this were meant.
  public let before: Timestamp
  /// Records that are in the archive now and gone from the store, by type; in a dry run those that would be.
  public internal(set) var archived: [ResourceType: Int] = [:]
  /// Of these, records that the archive had already.
  public internal(set) var alreadyThere = 0
  /// Records that stay in the store: they were changed while they were archived, or a kept text of theirs is damaged.
  public internal(set) var left = 0
  /// Files that were written.
  public internal(set) var parts = 0
  /// Bytes of these.
  public internal(set) var bytes = 0
  /// Bytes of their text, unpacked.
  public internal(set) var textBytes = 0
  /// Whether nothing was changed.
  public internal(set) var isDryRun = false
  /// Whether it came to its end; one that was stopped goes on when it is run again.
  public internal(set) var isComplete = false
  /// The digest of the archive's newest manifest, which stands for all of it.
  public internal(set) var head: String?

  init(before: Timestamp) { self.before = before }

  /// How many records in all.
  public var total: Int { archived.values.reduce(0, +) }

  /// The report as JSON.
  public var json: JSONObject {
    [
      "before": .string(before.description), "archived": .number(JSONNumber(total)),
      "archived_by_type": .object(JSONObject(archived.map { ($0.key.name, .number(JSONNumber($0.value))) })),
      "already_there": .number(JSONNumber(alreadyThere)), "left": .number(JSONNumber(left)), "parts": .number(JSONNumber(parts)),
      "bytes": .number(JSONNumber(bytes)), "text_bytes": .number(JSONNumber(textBytes)), "dry_run": .bool(isDryRun),
      "complete": .bool(isComplete), "head": head.map(JSONValue.string) ?? .null,
    ]
  }
}
