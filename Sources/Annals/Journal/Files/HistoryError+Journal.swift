extension HistoryError {
  static func journal(_ path: String, _ failure: FileFailure) -> HistoryError {
    HistoryError(.journalUnavailable, "the journal at \(path) cannot be used: \(failure)", underlying: failure)
  }
}
