/// A line on a terminal that says how far long work is, written over itself.
struct ProgressLine {
  private let isShown: Bool
  private let start: ContinuousClock.Instant
  private var shown: ContinuousClock.Instant
  private var isThere = false

  /// A line that is shown on a terminal only.
  init(isShown: Bool) {
    self.isShown = isShown
    start = .now
    shown = start
  }

  /// Shows the number of records, at most ten times a second.
  mutating func update(_ count: Int) {
    guard isShown, shown.duration(to: .now) > .milliseconds(100) else { return }
    shown = .now
    isThere = true
    let rate = Double(count) / (start.duration(to: shown) / .seconds(1))
    Console.write("\r\u{1b}[K\(count.grouped) records, \(Int(rate).grouped)/s")
  }

  /// Takes the line away, so that others can be written.
  mutating func clear() {
    guard isThere else { return }
    isThere = false
    Console.write("\r\u{1b}[K")
  }
}
