/// What operations belong to, as their records' metadata says: the request, and the trace. No store has an index of them.
package struct RecordCause: Hashable, Sendable {
  /// `metadata.request_id`, whole; `nil` for any.
  package var requestID: String?
  /// `metadata.trace_id`, whole; `nil` for any.
  package var traceID: String?

  /// What operations belong to.
  package init(requestID: String? = nil, traceID: String? = nil) {
    self.requestID = requestID
    self.traceID = traceID
  }

  /// Whether all operations are meant.
  package var isAny: Bool { requestID == nil && traceID == nil }

  /// Whether a record belongs to it.
  package func matches(_ record: HistoryRecord) -> Bool {
    (requestID.map { record.metadata["request_id"] == .string($0) } ?? true)
      && (traceID.map { record.metadata["trace_id"] == .string($0) } ?? true)
  }
}
