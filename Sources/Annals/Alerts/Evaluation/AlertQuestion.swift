/// What a rule has to know of stored history before it can say whether its condition is met: how many records there are, and of when.
package struct AlertQuestion: Sendable {
  enum Subject: Sendable {
    /// Whether a user did anything to a type before an operation.
    case firstSeen(AlertObservation)
    /// What a user did in the same hour of the weeks before.
    case usual(key: UInt64, hour: Int64)
    /// When something was done to a type last.
    case latest(ResourceType)
  }

  let place: Int
  let subject: Subject
  /// One count for each of these.
  let filters: [RecordFilter]
  /// How many records are counted at most.
  let limit: Int
}

/// What stored history holds of a filter.
package struct AlertAnswer: Sendable {
  /// How many records, up to the question's limit.
  var count = 0
  /// The moment of the newest.
  var newest: Int64?
}

extension AlertQuestion {
  /// The answers of a store. Throws what the store throws.
  func answers(from store: any HistoryStore, counting rule: AlertRule) async throws -> [AlertAnswer] {
    var answers: [AlertAnswer] = []
    for filter in filters {
      var answer = AlertAnswer()
      for try await record in RecordSequence(store: store, filter: filter, pageSize: min(limit, PageRequest.limits.upperBound)) {
        guard rule.filter.admits(AlertObservation(record)) else { continue }
        answer.count += 1
        answer.newest = answer.newest ?? record.timestamp.microseconds
        if answer.count >= limit { break }
      }
      answers.append(answer)
    }
    return answers
  }
}
