import Logging

extension HistoryRecorder {
  /// Waits for what the guarantee promises of a record before its call returns, and throws `notSafe` where the guarantee and the type of the
  /// call's errors say so.
  ///
  /// Cancelling the caller's task does not end the waiting: its operation was done.
  func keepGuarantee<Failure: Error>(
    of captured: Captured, failure: Failure.Type, isolation: isolated (any Actor)? = #isolation
  ) async throws(Failure) {
    guard case .beforeReturn(let limit, let overdue, _) = configuration.guarantee else { return }
    do throws(HistoryError) {
      try await waitUntilSafe(captured, within: limit)
    } catch {
      metrics.reportMissedGuarantee()
      logger.warning(
        "A record was not safe before its call returned", metadata: ["error.code": "\(error.code.rawValue)", "error.message": "\(error)"])
      if overdue == .fail, let failure = error as? Failure { throw failure }
    }
  }

  /// Waits in the same way for the record of a call that failed, whose own error is the one that it throws.
  func keepGuarantee(ofFailed captured: Captured, isolation: isolated (any Actor)? = #isolation) async {
    await keepGuarantee(of: captured, failure: Never.self)
  }

  /// Waits until a record is in the journal or the store. Throws `notSafe` where it is lost, or where the limit passes first.
  func waitUntilSafe(
    _ captured: Captured, within limit: Duration, isolation: isolated (any Actor)? = #isolation
  ) async throws(HistoryError) {
    guard captured != .leftOut else { return }
    guard case .accepted(let number) = captured else {
      throw HistoryError(.notSafe, "the record is lost: the buffer is full or the recorder has stopped; log it again later")
    }
    let waiting = Task { try await settled(number...number, until: .safe, within: limit) }
    let lost: Int
    do {
      lost = try await waiting.value
    } catch {
      throw HistoryError(.notSafe, "the record was not safe within \(limit); it is still on its way", underlying: error)
    }
    guard lost == 0 else { throw HistoryError(.notSafe, "the store rejected the record: see the log for the reason") }
  }

  /// Takes all of these records or none, and waits until they are in the journal or the store, but no longer than the limit.
  ///
  /// Returns whether they are. Throws `bufferFull` or `notRunning`; what was refused is not counted as lost.
  package func acceptSafely(_ records: [HistoryRecord], size: Int, within limit: Duration) async throws(HistoryError) -> Bool {
    let range = try take(records, size: size)
    do { return try await settled(range, until: .safe, within: limit) == 0 } catch { return false }
  }
}
