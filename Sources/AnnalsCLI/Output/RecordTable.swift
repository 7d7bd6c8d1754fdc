import Annals

/// Records as a table for a person: a line a record, as wide as the terminal.
struct RecordTable {
  /// What a table shows.
  struct Columns {
    /// Whether each line names its resource; a list of one resource's records need not.
    var resource = true
    /// Whether each line ends with the record's history id.
    var id = false
  }

  private let columns: Columns
  private let palette: Palette
  private let width: Int?
  private var widths: [Int]
  private var hasHeading = false

  /// A table for a terminal of this width; `nil` cuts nothing.
  init(columns: Columns, palette: Palette, width: Int?) {
    self.columns = columns
    self.palette = palette
    self.width = width
    widths = Self.heading(columns).map(\.displayWidth)
  }

  /// The lines of some records, the first time with the heading. Columns grow with what comes, and never shrink.
  mutating func lines(_ records: [HistoryRecord]) -> [String] {
    let rows = records.map { (record: $0, cells: cells($0)) }
    for row in rows {
      for (index, cell) in row.cells.enumerated() { widths[index] = max(widths[index], cell.displayWidth) }
    }
    let layout = fitted()
    var lines: [String] = []
    if !hasHeading, !records.isEmpty {
      lines.append(palette.paintHeading(line(Self.heading(columns), layout) { text, _ in text }))
      hasHeading = true
    }
    for (record, cells) in rows {
      lines.append(line(cells, layout) { text, index in paint(text, index, record) })
    }
    return lines
  }

  private static func heading(_ columns: Columns) -> [String] {
    ["TIME (UTC)", "OPERATION"] + (columns.resource ? ["RESOURCE"] : []) + ["USER", "CHANGED"] + (columns.id ? ["HISTORY ID"] : [])
  }

  private func cells(_ record: HistoryRecord) -> [String] {
    var cells = [TimeText.short(record.timestamp), record.isFailed ? "\(record.operation) failed" : record.operation.rawValue]
    if columns.resource { cells.append("\(record.resource.type) \(record.resource.id)") }
    cells += [record.user.id, Self.note(record)]
    if columns.id { cells.append(record.id.description) }
    return cells.map { SafeText.escaped($0) }
  }

  /// What is worth a word: why an operation failed, or which members of the state an update changed.
  private static func note(_ record: HistoryRecord) -> String {
    if record.isFailed { return record.error ?? "" }
    guard record.operation == .update, let before = record.before, let after = record.after else { return "" }
    return StateDiff(from: before, to: after).memberNames.joined(separator: ", ")
  }

  /// The columns' widths, taken from the widest of those that may be cut until the line fits. Ids are copied, so they are never cut.
  private func fitted() -> [Int] {
    guard let width else { return widths }
    var fitted = widths
    let flexible = Array(2..<(columns.id ? widths.count - 1 : widths.count))
    let separators = 2 * (widths.count - 1)
    while fitted.reduce(separators, +) > width {
      guard let widest = flexible.max(by: { fitted[$0] < fitted[$1] }), fitted[widest] > 4 else { break }
      fitted[widest] -= 1
    }
    return fitted
  }

  private func line(_ cells: [String], _ layout: [Int], paint: (String, Int) -> String) -> String {
    let last = cells.count - 1
    let parts = cells.enumerated().map { index, cell in
      let isCut = width != nil && !(columns.id && index == last)
      let isResource = columns.resource && index == 2
      let text = !isCut ? cell : isResource ? cell.cutInMiddle(toWidth: layout[index]) : cell.cut(toWidth: layout[index])
      return paint(index == last ? text : text.padded(toWidth: layout[index]), index)
    }
    var line = parts.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }

  private func paint(_ text: String, _ index: Int, _ record: HistoryRecord) -> String {
    guard index == 1 else { return text }
    return record.isFailed ? palette.paintFailure(text) : palette.paint(text, as: record.operation)
  }
}

/// Moments as tables show them.
enum TimeText {
  /// To the second: `2025-12-16 20:30:00`.
  static func short(_ timestamp: Timestamp) -> String {
    String(timestamp.description.prefix(19)).replacing("T", with: " ")
  }

  /// To the microsecond: `2025-12-16 20:30:00.123456 UTC`.
  static func long(_ timestamp: Timestamp) -> String {
    String(timestamp.description.dropLast()).replacing("T", with: " ") + " UTC"
  }
}
