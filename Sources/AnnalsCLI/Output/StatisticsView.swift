import Annals

/// Statistics for a person.
struct StatisticsView {
  let statistics: HistoryStatistics
  let palette: Palette

  /// The view's lines.
  var lines: [String] {
    var lines = block(
      "OPERATIONS",
      [("total", statistics.total)] + OperationKind.allCases.map { ($0.rawValue, statistics.operations[$0, default: 0]) }
        + [("failed", statistics.failed)])
    if statistics.representedReads != statistics.operations[.read, default: 0] {
      lines.append("  the READs stand for \(statistics.representedReads.grouped) reads")
    }
    if statistics.baselineRecords > 0 {
      lines.append("  of the CREATEs \(statistics.baselineRecords.grouped) are baselines: what was there already")
    }
    if let first = statistics.first, let last = statistics.last {
      lines.append("  from \(TimeText.long(first)) to \(TimeText.long(last))")
    }
    let types = statistics.resourceTypes.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    if !types.isEmpty { lines += [""] + block("RESOURCE TYPES", types.map { ($0.key.name, $0.value) }) }
    if !statistics.topUsers.isEmpty { lines += [""] + block("TOP USERS", statistics.topUsers.map { ($0.user.id, $0.count) }) }
    return lines
  }

  private func block(_ heading: String, _ counts: [(name: String, count: Int)]) -> [String] {
    [palette.paintHeading(heading)] + CountTable.lines(counts)
  }
}

/// Names with a number each, the numbers below one another.
enum CountTable {
  /// The lines, indented by two.
  static func lines(_ counts: [(name: String, count: Int)]) -> [String] {
    let rows = counts.map { (name: SafeText.escaped($0.name), count: $0.count.grouped) }
    let nameWidth = rows.map(\.name.displayWidth).max() ?? 0
    let countWidth = rows.map(\.count.count).max() ?? 0
    return rows.map { row in
      "  \(row.name.padded(toWidth: nameWidth))  \(String(repeating: " ", count: countWidth - row.count.count))\(row.count)"
    }
  }
}

extension Int {
  /// The number with a comma between thousands: `36,335`.
  var grouped: String {
    var digits = String(magnitude)
    var text = ""
    while digits.count > 3 {
      text = "," + digits.suffix(3) + text
      digits.removeLast(3)
    }
    return (self < 0 ? "-" : "") + digits + text
  }
}
