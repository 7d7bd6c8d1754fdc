import Annals
import HTTPTypes

/// What `/metrics` answers.
enum MetricsAnswer {
  /// Prometheus' text format, version 0.0.4.
  static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// The metrics, as they are now. Throws a problem (404) where nobody collects them.
  static func answer(_ metrics: (@Sendable () -> String)?) throws(Problem) -> Answer {
    guard let metrics else {
      throw Problem(.notFound, "no metrics are collected here: ask the backend that the process's MetricsSystem was given")
    }
    return Answer(body: Array(metrics().utf8), type: mediaType)
  }
}
