/// Hands records to a store, trying again while that can help, but not for ever.
struct PatientDelivery: Sendable {
  /// What became of records.
  struct Outcome {
    /// How many the store did not have before.
    var new = 0
    /// The places of those that it rejects.
    var rejected: [Int] = []
  }

  let batchLimit: Int
  let batchByteLimit: Int
  private let store: any HistoryStore
  private let backoff: Backoff
  private let patience: Duration
  private let clock: any Clock<Duration>

  /// A delivery to a store that is tried again, with the configuration's waits, for as long as its `drainLimit` together.
  init(store: any HistoryStore, configuration: RecorderConfiguration, clock: any Clock<Duration>) {
    self.store = store
    self.clock = clock
    batchLimit = configuration.batchLimit
    batchByteLimit = configuration.batchByteLimit
    backoff = configuration.backoff
    patience = configuration.drainLimit
  }

  /// Stores records; those that the store rejects are found by halving. Throws what the store throws in the end.
  func deliver(_ records: ArraySlice<SanitizedRecord>) async throws -> Outcome {
    guard !records.isEmpty else { return Outcome() }
    var waited = Duration.zero
    var attempt = 0
    while true {
      do {
        return Outcome(new: try await store.append(Array(records)))
      } catch let error as HistoryError where error.code == .storeRejected {
        return try await split(records)
      } catch let error as HistoryError where !error.isRetryable {
        throw error
      } catch {
        guard waited < patience else { throw error }
        let delay = backoff.ceiling(attempt: attempt)
        try await clock.sleep(for: delay)
        // At least a moment, so that waits of zero come to an end.
        waited += max(delay, .milliseconds(1))
        attempt += 1
      }
    }
  }

  private func split(_ records: ArraySlice<SanitizedRecord>) async throws -> Outcome {
    guard records.count > 1 else { return Outcome(rejected: [records.startIndex]) }
    let middle = records.startIndex + records.count / 2
    let left = try await deliver(records[..<middle])
    let right = try await deliver(records[middle...])
    return Outcome(new: left.new + right.new, rejected: left.rejected + right.rejected)
  }
}
