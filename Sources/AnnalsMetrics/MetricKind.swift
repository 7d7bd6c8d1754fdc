/// What a family of series is, as `# TYPE` says it.
enum MetricKind: String, Sendable {
  case counter
  case gauge
  case histogram
}
