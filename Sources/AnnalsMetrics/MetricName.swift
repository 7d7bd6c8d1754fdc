/// Names of metrics and labels as Prometheus takes them.
///
/// Source: prometheus.io/docs/concepts/data_model, and prometheus.io/docs/practices/naming for units and `_total`.
enum MetricName {
  /// The exposed name of what is made with a label: words joined by `_`, then the unit, then `_total` of a counter.
  static func exposed(_ label: String, _ kind: MetricKind, unit: MetricDescription.Unit) -> String {
    var name = cleaned(label, isColonTaken: true)
    if unit != .none, !name.hasSuffix("_\(unit.rawValue)") { name += "_\(unit.rawValue)" }
    if kind == .counter, !name.hasSuffix("_total") { name += "_total" }
    return name
  }

  /// The exposed name of a label. `le` says a bucket's bound in histograms, and what begins with `__` is Prometheus' own.
  static func label(_ name: String) -> String {
    var cleaned = cleaned(name, isColonTaken: false)
    while cleaned.hasPrefix("__") { cleaned.removeFirst() }
    return cleaned == "le" ? "exported_le" : cleaned
  }

  private static func cleaned(_ text: String, isColonTaken: Bool) -> String {
    var name = String(
      text.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
        case ":" where isColonTaken: ":"
        default: "_"
        }
      })
    if name.first.map({ ("0"..."9").contains($0) }) ?? true { name = "_" + name }
    return name
  }
}
