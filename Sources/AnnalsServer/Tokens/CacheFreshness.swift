import Annals

/// How long an answer may be used, by its `Cache-Control` and `Age` (RFC 9111, section 4.2), within bounds of our own.
struct CacheFreshness {
  /// Seconds that the answer says; `nil` where it says nothing.
  private let seconds: Int?

  /// What holds where the answer says nothing.
  static let standard: Duration = .seconds(300)
  /// The least where the limit is no less, so that an answer that may not be kept at all does not become a request every moment; a key that is not
  /// known is asked for sooner.
  static let least: Duration = .seconds(10)

  init(control: [String], age: String?) {
    var seconds: Int?
    for directive in control.flatMap({ $0.split(separator: ",") }) {
      let parts = directive.split(separator: "=", maxSplits: 1).map { $0.trimmingSpaces.lowercased() }
      switch parts.first {
      case "no-store", "no-cache":
        self.seconds = 0
        return
      case "max-age" where parts.count == 2:
        let value = Int(parts[1].filter { $0 != "\"" }) ?? 0
        seconds = min(seconds ?? .max, max(0, value))
      default: break
      }
    }
    let past = max(0, age.flatMap { Int($0.trimmingSpaces) } ?? 0)
    self.seconds = seconds.map { max(0, $0 - min(past, $0)) }
  }

  /// The time, within the bounds.
  func lifetime(atMost limit: Duration) -> Duration {
    let wanted = seconds.map { Duration.seconds(min($0, 86_400)) } ?? Self.standard
    return max(min(wanted, limit), min(Self.least, limit))
  }
}
