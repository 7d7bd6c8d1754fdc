/// Whether a run changes history, or only says what it would change.
package enum RewriteMode: Hashable, Sendable {
  case dryRun
  case apply
}

/// How many records a run looked at, and what became of those that it makes others.
package struct RewriteCounts: Hashable, Sendable {
  /// Records that were looked at.
  package var read = 0
  /// Records that the run makes others, or would.
  package var found = 0
  /// Of these, records that it has rewritten.
  package var rewritten = 0
  /// Of these, records that could not be rewritten: another has their new place, or somebody changes them all the time.
  package var left = 0

  /// No records.
  package init() {}

  /// The counts of both.
  package static func + (left: RewriteCounts, right: RewriteCounts) -> RewriteCounts {
    var sum = left
    sum.read += right.read
    sum.found += right.found
    sum.rewritten += right.rewritten
    sum.left += right.left
    return sum
  }

  /// The counts of a run over the same records once more, after one that was stopped.
  func followed(by other: RewriteCounts) -> RewriteCounts {
    var sum = self + other
    sum.read = other.read
    return sum
  }

  /// The counts as JSON.
  package var json: JSONObject {
    [
      "read": .number(JSONNumber(read)), "found": .number(JSONNumber(found)), "rewritten": .number(JSONNumber(rewritten)),
      "left": .number(JSONNumber(left)),
    ]
  }

  /// Reads the counts that `json` gave; what is absent is 0.
  init(_ json: JSONObject?) {
    read = json?["read"]?.number?.int ?? 0
    found = json?["found"]?.number?.int ?? 0
    rewritten = json?["rewritten"]?.number?.int ?? 0
    left = json?["left"]?.number?.int ?? 0
  }
}
