import Annals

/// One event that the function is called with.
struct Invocation: Sendable {
  /// The request, as Lambda calls it.
  let id: String
  /// When Lambda ends the process if there is no answer yet.
  let deadline: Timestamp
  /// The event.
  let body: [UInt8]
}

/// Why an event was not done, as Lambda shows it: a word and a sentence, never a state.
struct InvocationFailure: Error, Hashable, Sendable {
  /// The kind, as `store_unavailable`.
  let kind: String
  /// What was wrong, then what would be right.
  let sentence: String

  init(_ error: any Error) {
    if let error = error as? HistoryError {
      kind = error.code.rawValue
      sentence = error.description
    } else {
      kind = "failed"
      sentence = "the job failed with \(type(of: error)): see the function's log"
    }
  }

  /// The failure as Lambda takes it.
  var json: JSONObject { ["errorType": .string(kind), "errorMessage": .string(sentence), "stackTrace": []] }
}
