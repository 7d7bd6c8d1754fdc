/// What a ratio should be.
enum Goal: Sendable {
  case atMost(Double)
  case atLeast(Double)
  /// None: the ratio is told for what it is.
  case none

  func isMet(by ratio: Double) -> Bool {
    switch self {
    case .atMost(let limit): ratio <= limit
    case .atLeast(let limit): ratio >= limit
    case .none: true
    }
  }

  /// `<= 0.10`, `>= 0.70`.
  var description: String {
    switch self {
    case .atMost(let limit): "<= \(limit.text)"
    case .atLeast(let limit): ">= \(limit.text)"
    case .none: "none"
    }
  }
}
