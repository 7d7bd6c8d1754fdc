/// Rows of cells as lines, each column as wide as its widest cell and two spaces between; no line ends in spaces.
func alignedLines(_ rows: [[String]]) -> [String] {
  guard let first = rows.first else { return [] }
  let widths = first.indices.map { column in rows.map { $0[column].displayWidth }.max() ?? 0 }
  return rows.map { row in
    var line = zip(row, widths).map { $0.padded(toWidth: $1) }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
