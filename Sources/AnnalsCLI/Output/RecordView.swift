import Annals

/// One record whole, for a person.
struct RecordView {
  let record: HistoryRecord
  let palette: Palette

  /// The view's lines.
  var lines: [String] {
    var lines = [
      field("history id", SafeText.escaped(record.id.description)),
      field("operation", palette.paint(record.operation.rawValue, as: record.operation)),
      field("outcome", outcome),
      field("resource", SafeText.escaped("\(record.resource.type) \(record.resource.id)")),
      field("time", TimeText.long(record.timestamp)),
      field("user", SafeText.escaped(record.user.id)),
    ]
    if record.operation == .update, let before = record.before, let after = record.after {
      let names = StateDiff(from: before, to: after).memberNames
      lines.append(field("changed", names.isEmpty ? "nothing" : SafeText.escaped(names.joined(separator: ", "))))
    }
    lines.append(field("metadata", PrettyJSON.text(.object(record.metadata))))
    lines.append(field("before", record.before.map { PrettyJSON.text(.object($0)) } ?? "none"))
    lines.append(field("after", record.after.map { PrettyJSON.text(.object($0)) } ?? "none"))
    return lines
  }

  private var outcome: String {
    guard record.isFailed else { return "succeeded" }
    return palette.paintFailure("failed") + (record.error.map { ": " + SafeText.escaped($0) } ?? "")
  }

  private func field(_ name: String, _ value: String) -> String { palette.paintHeading(name.padded(toWidth: 12)) + value }
}
