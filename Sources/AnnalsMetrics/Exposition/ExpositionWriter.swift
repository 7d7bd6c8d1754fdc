/// Writes Prometheus' text format, version 0.0.4.
///
/// Source: prometheus.io/docs/instrumenting/exposition_formats
struct ExpositionWriter {
  private(set) var text = ""

  /// Begins a family.
  mutating func family(_ name: String, _ kind: MetricKind, help: String) {
    text += "# HELP \(name) \(Self.escaped(help, isQuoted: false))\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(_ name: String, _ labels: LabelSet, _ value: Int64) { line(name, labels, nil, String(value)) }
  mutating func sample(_ name: String, _ labels: LabelSet, _ value: Double) { line(name, labels, nil, Self.number(value)) }
  mutating func sample(_ name: String, _ labels: LabelSet, bound: Double, _ count: Int64) {
    line(name, labels, Self.number(bound), String(count))
  }

  private mutating func line(_ name: String, _ labels: LabelSet, _ bound: String?, _ value: String) {
    text += name
    var pairs = labels.labels.map { "\($0.name)=\"\(Self.escaped($0.value, isQuoted: true))\"" }
    if let bound { pairs.append("le=\"\(bound)\"") }
    if !pairs.isEmpty { text += "{\(pairs.joined(separator: ","))}" }
    text += " \(value)\n"
  }

  /// A number as the format has it: `+Inf`, `-Inf` and `NaN` besides what others write too.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : value.description
  }

  private static func escaped(_ text: String, isQuoted: Bool) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
      case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
      case "\"" where isQuoted: escaped.append(contentsOf: "\\\"".unicodeScalars)
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
