import Annals

/// What came of applying a plan, for a person.
struct ReportView {
  private static let shownRests = 50

  let report: RecoveryReport
  let palette: Palette

  /// The view's lines.
  var lines: [String] {
    var lines = ["\(report.done.grouped) put back" + (report.already > 0 ? ", \(report.already.grouped) so already" : "")]
    if report.open > 0 { lines.append("\(report.open.grouped) not come to") }
    lines += Self.lines(report.conflicts, palette.paintFailure("conflicts, left as they are"))
    lines += Self.lines(report.failed, palette.paintFailure("failed"))
    return lines
  }

  private static func lines(_ rests: [RecoveryReport.Rest], _ heading: String) -> [String] {
    guard !rests.isEmpty else { return [] }
    let shown = rests.prefix(shownRests).map { rest in
      "  " + SafeText.escaped("\(rest.resource.type) \(rest.resource.id): \(rest.sentence)")
    }
    let more = rests.count > shownRests ? ["  and \((rests.count - shownRests).grouped) more"] : []
    return ["\(rests.count.grouped) \(heading)"] + shown + more
  }
}
