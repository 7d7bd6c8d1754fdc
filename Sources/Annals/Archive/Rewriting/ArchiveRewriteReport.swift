/// What a run that changes records did in an archive, or would do.
package struct ArchiveRewriteReport: Hashable, Sendable {
  /// The archive's records.
  package internal(set) var counts = RewriteCounts()
  /// Files that were read.
  package internal(set) var parts = 0
  /// Files that were written anew, and removed as they were.
  package internal(set) var partsRewritten = 0
  /// Files that are locked, so that what is found in them stays.
  package internal(set) var locked = 0
  /// When the last of these locks ends.
  package internal(set) var lockedUntil: Timestamp?
  /// The newest manifest's digest, where one was written.
  package internal(set) var head: String?
  /// Whether all of it was gone through.
  package internal(set) var isComplete = false

  init() {}

  /// The report as JSON.
  package var json: JSONObject {
    [
      "counts": .object(counts.json), "files": .number(JSONNumber(parts)), "files_rewritten": .number(JSONNumber(partsRewritten)),
      "files_locked": .number(JSONNumber(locked)), "locked_until": lockedUntil.map { .string($0.description) } ?? .null,
      "head": head.map(JSONValue.string) ?? .null, "complete": .bool(isComplete),
    ]
  }

  mutating func noteLock(until moment: Timestamp) {
    locked += 1
    lockedUntil = lockedUntil.map { max($0, moment) } ?? moment
  }
}
