import Annals

/// What would be redacted, for a person: a line a place, and a sentence at the end.
struct ExplanationView {
  let palette: Palette
  /// Whether several values were read, so that each place names its line.
  let hasLines: Bool
  private var places = 0
  private var documents = 0
  private var touched = 0

  /// A view of several values, or of one.
  init(palette: Palette, hasLines: Bool) {
    self.palette = palette
    self.hasLines = hasLines
  }

  /// The lines for the findings in one value.
  mutating func lines(_ findings: [RedactionFinding], of document: Documents.Document) -> [String] {
    documents += 1
    places += findings.count
    if !findings.isEmpty { touched += 1 }
    let paths = findings.map { SafeText.escaped($0.path.isEmpty ? "(the whole value)" : $0.path) }
    let width = min(paths.map(\.displayWidth).max() ?? 0, 60)
    return zip(findings, paths).map { finding, path in
      let place = hasLines ? "line \(document.line) " : ""
      let what = "\(finding.part.rawValue), \(finding.size) \(finding.size == 1 ? "byte" : "bytes")".padded(toWidth: 18)
      let rule = finding.rule.rawValue.padded(toWidth: 15)
      return "\(place)\(palette.paintHeading(path.padded(toWidth: width)))  \(what)  \(rule)  \(finding.rule.sentence)"
    }
  }

  /// How many places there were.
  var summary: String {
    guard places > 0 else { return documents == 1 ? "nothing would be redacted" : "nothing would be redacted in \(documents) values" }
    let count = "\(places) \(places == 1 ? "place" : "places")"
    return documents == 1 ? "\(count) would be redacted" : "\(count) in \(touched) of \(documents) values would be redacted"
  }
}
