/// Sizes as settings write them: `4096`, `64KiB`, `16MiB`.
enum ByteCount {
  private static let units: [(name: String, size: Int)] = [("gib", 1 << 30), ("mib", 1 << 20), ("kib", 1 << 10), ("b", 1), ("", 1)]

  static func read(_ text: String) -> Int? {
    let text = text.lowercased()
    for unit in units where text.hasSuffix(unit.name) {
      guard let count = Int(text.dropLast(unit.name.count)) else { continue }
      let (bytes, overflows) = count.multipliedReportingOverflow(by: unit.size)
      return overflows ? nil : bytes
    }
    return nil
  }

  static func text(_ bytes: Int) -> String {
    if bytes > 0, bytes % (1 << 30) == 0 { return "\(bytes >> 30)GiB" }
    if bytes > 0, bytes % (1 << 20) == 0 { return "\(bytes >> 20)MiB" }
    if bytes > 0, bytes % (1 << 10) == 0 { return "\(bytes >> 10)KiB" }
    return String(bytes)
  }
}

/// Times as settings write them: `50ms`, `10s`, `5m`.
enum Interval {
  private static let units: [(name: String, milliseconds: Int)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]

  static func read(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    for unit in units where text.hasSuffix(unit.name) {
      guard let count = Int(text.dropLast(unit.name.count)), (0...100_000_000).contains(count) else { continue }
      return .milliseconds(count * unit.milliseconds)
    }
    return nil
  }

  static func text(_ interval: Duration) -> String {
    let milliseconds = interval / .milliseconds(1)
    if milliseconds >= 1000, milliseconds.remainder(dividingBy: 1000) == 0 { return "\(Int(milliseconds / 1000))s" }
    return "\(Int(milliseconds))ms"
  }
}
