/// A line on a terminal that says how many of a known number are done, and how long the rest will take.
struct StepLine {
  private let isShown: Bool
  private let verb: String
  private let start: ContinuousClock.Instant
  private var first: Int?
  private var shown: ContinuousClock.Instant
  private var isThere = false

  /// A line that is shown on a terminal only.
  init(isShown: Bool, verb: String) {
    self.isShown = isShown
    self.verb = verb
    start = .now
    shown = start
  }

  /// Shows how many are done, at most ten times a second.
  mutating func update(_ done: Int, of total: Int) {
    let begun = first ?? done
    first = begun
    guard isShown, shown.duration(to: .now) > .milliseconds(100) || done == total else { return }
    shown = .now
    isThere = true
    let seconds = start.duration(to: shown) / .seconds(1)
    Console.write("\r\u{1b}[K" + Self.text(done, of: total, verb: verb, rate: Double(done - begun) / max(seconds, 0.001)))
  }

  /// The line: what is done, how fast it goes, and the time left.
  static func text(_ done: Int, of total: Int, verb: String, rate: Double) -> String {
    let text = "\(done.grouped) of \(total.grouped) \(verb)"
    guard rate > 0, done < total else { return text }
    let left = Int((Double(total - done) / rate).rounded(.up))
    let time = left < 60 ? "\(left) s" : left < 3600 ? "\(left / 60) min \(left % 60) s" : "\(left / 3600) h \(left % 3600 / 60) min"
    return text + ", \(Int(rate.rounded()).grouped)/s, \(time) left"
  }

  /// Takes the line away, so that others can be written.
  mutating func clear() {
    guard isThere else { return }
    isThere = false
    Console.write("\r\u{1b}[K")
  }
}
