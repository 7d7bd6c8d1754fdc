/// What a ratio should be.
enum Goal: Sendable {
  case atMost(Double)
  case atLeast(Double)

  func isMet(by ratio: Double) -> Bool {
    switch self {
    case .atMost(let limit): ratio <= limit
    case .atLeast(let limit): ratio >= limit
    }
  }

  var limit: Double {
    switch self {
    case .atMost(let limit), .atLeast(let limit): limit
    }
  }

  /// `<= 0.10`, `>= 0.70`.
  var description: String {
    switch self {
    case .atMost(let limit): "<= \(limit.text)"
    case .atLeast(let limit): ">= \(limit.text)"
    }
  }
}
