import Logging

/// How what `serve` tells is written on standard error.
enum LogFormat: String, CaseIterable, Sendable {
  /// Lines for people.
  case text
  /// A JSON object a line.
  case json

  /// The handler of a logger.
  func handler(_ label: String) -> any LogHandler {
    switch self {
    case .text: StreamLogHandler.standardError(label: label)
    case .json: JSONLogHandler(label: label)
    }
  }
}
