import HTTPTypes

/// `Prefer: wait` or `wait=10` (RFC 7240): answer once the records are stored.
struct WaitPreference {
  let duration: Duration
  /// What `Preference-Applied` says.
  let applied: String

  /// What holds where `wait` comes without seconds.
  static let defaultSeconds = 10

  /// The request's preference, or `nil`; what cannot be read is left out, as RFC 7240 asks.
  init?(_ headers: HTTPFields, longest: Duration) {
    for item in (headers.value(of: "Prefer") ?? "").split(separator: ",") {
      let parts = (item.split(separator: ";").first ?? "").split(separator: "=", maxSplits: 1).map(\.trimmingSpaces)
      guard parts.first?.lowercased() == "wait" else { continue }
      guard parts.count == 2 else {
        duration = min(.seconds(Self.defaultSeconds), longest)
        applied = "wait"
        return
      }
      guard let seconds = UInt32(parts[1].filter { $0 != "\"" }), seconds > 0 else { return nil }
      duration = min(.seconds(Int(seconds)), longest)
      applied = "wait=\(duration.components.seconds)"
      return
    }
    return nil
  }
}
