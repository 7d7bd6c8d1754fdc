/// Rows as a table in Markdown, which reads well in a terminal too.
struct Table: CustomStringConvertible {
  let rows: [Row]

  var description: String {
    let head = ["case", "unit", "subject", "baseline", "ratio, median (min-max)", "goal", "result"]
    let cells = rows.map { row in
      [
        row.name, row.unit, row.subject.median.text, row.baseline.median.text,
        "\(row.ratio.median.text) (\(row.ratio.min.text)-\(row.ratio.max.text))", row.goal.description, row.isMet ? "met" : "missed",
      ]
    }
    let widths = head.indices.map { column in ([head] + cells).map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      "| " + zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ") + " |"
    }
    let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
    let notes = rows.flatMap { row in row.notes.map { "\(row.name): \($0)" } }
    return ([line(head), rule] + cells.map(line) + (notes.isEmpty ? [] : [""]) + notes).joined(separator: "\n")
  }
}
