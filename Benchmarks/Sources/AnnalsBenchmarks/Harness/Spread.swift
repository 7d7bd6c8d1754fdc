import Foundation

/// The middle and the ends of what was measured in several rounds.
struct Spread: Sendable, Encodable {
  let median: Double
  let min: Double
  let max: Double

  /// The spread of at least one value.
  init(_ values: [Double]) {
    let ordered = values.sorted()
    let middle = ordered.count / 2
    median = ordered.count.isMultiple(of: 2) ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]
    min = ordered[0]
    max = ordered[ordered.count - 1]
  }
}

extension [Double] {
  /// The value that this part of at least one value does not exceed.
  func quantile(_ part: Double) -> Double {
    let ordered = sorted()
    return ordered[Swift.min(ordered.count - 1, Int(Double(ordered.count) * part))]
  }
}

extension Double {
  /// Three significant digits, two decimals at least below ten: `0.071`, `1.35`, `182`, `48,210`.
  var text: String {
    switch abs(self) {
    case 0: "0"
    case ..<0.1: String(format: "%.3f", self)
    case ..<10: String(format: "%.2f", self)
    case ..<100: String(format: "%.1f", self)
    default: Int(rounded()).formatted(.number.locale(Locale(identifier: "en_US")))
    }
  }
}
