import Annals
import HTTPTypes

/// What is answered when a request cannot be served (RFC 9457): what was wrong, where, and what would be right.
///
/// It holds names, sizes and what the query said, never a state.
struct Problem: Error {
  /// What is wrong with one record of a body.
  struct Entry: Hashable {
    /// The record's place in the body, counted from 0.
    let index: Int
    /// Its line, counted from 1, where the body has lines.
    let line: Int?
    let code: HistoryError.Code
    let detail: String
  }

  /// Records that are told of by one problem at most.
  static let entryLimit = 100

  let kind: ProblemKind
  let detail: String
  /// The parameter or header that is wrong.
  var parameter: String?
  /// What it said.
  var value: String?
  /// What would be right.
  var expected: String?
  var entries: [Entry] = []
  var headers: HTTPFields = [:]

  init(
    _ kind: ProblemKind, _ detail: String, parameter: String? = nil, value: String? = nil, expected: String? = nil, entries: [Entry] = [],
    headers: HTTPFields = [:]
  ) {
    self.kind = kind
    self.detail = detail
    self.parameter = parameter
    self.value = value
    self.expected = expected
    self.entries = entries
    self.headers = headers
  }

  /// An error of history as a problem.
  init(_ error: HistoryError, parameter: String? = nil, value: String? = nil, expected: String? = nil) {
    self.init(ProblemKind(error.code), error.description, parameter: parameter, value: value, expected: expected)
  }

  /// Any error as a problem; what is not an error of history is told without its text, which may hold anything.
  init(unknown error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as HistoryError: self.init(error)
    case is CancellationError: self.init(.stopping, "the server is stopping: send the request again")
    default: self.init(.unexpected, "the server failed unexpectedly: its log says more under this request's id")
    }
  }

  /// The problem as JSON. What the request said is in it without secrets: an answer can end in a log.
  var json: JSONObject {
    var object: JSONObject = [
      "type": .string(kind.uri), "title": .string(kind.title), "status": .number(JSONNumber(kind.status.code)),
      "detail": .string(Sanitizer.withoutSecrets(detail)),
      "code": .string(kind.code),
    ]
    object["parameter"] = parameter.map { .string(String(Sanitizer.withoutSecrets($0).prefix(100))) }
    object["value"] = value.map { .string(String(Sanitizer.withoutSecrets($0).prefix(100))) }
    object["expected"] = expected.map(JSONValue.string)
    if !entries.isEmpty { object["errors"] = .array(entries.prefix(Self.entryLimit).map { .object($0.json) }) }
    return object
  }

  /// The problem as an answer.
  var answer: Answer {
    var headers = headers
    if let seconds = kind.retryAfter { headers[.retryAfter] = String(seconds) }
    return Answer(kind.status, json: json, type: "application/problem+json", headers: headers)
  }
}

extension Problem.Entry {
  var json: JSONObject {
    var object: JSONObject = [
      "index": .number(JSONNumber(index)), "code": .string(code.rawValue), "detail": .string(Sanitizer.withoutSecrets(detail)),
    ]
    object["line"] = line.map { .number(JSONNumber($0)) }
    return object
  }
}
