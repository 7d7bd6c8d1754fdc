import Annals

/// A record as a row of a list.
struct RecordView {
  let record: HistoryRecord
  let links: Links

  /// Names of fields that a summary tells at most.
  private static let nameLimit = 4

  var view: View {
    [
      "id": record.id.description, "link": links.operation(record.id), "kind": record.operation.rawValue,
      "mark": Self.mark(record.operation),
      "tone": Self.tone(record.operation), "type": record.resource.type.name, "resource": Self.shortened(record.resource.id),
      "resourceLink": links.resource(record.resource), "user": record.user.id, "userLink": links.user(record.user),
      "when": Moments.view(record.timestamp), "failed": record.isFailed, "error": record.error.map { Self.shortened($0) },
      "summary": summary,
    ]
  }

  /// What a kind of operation is marked with beside its colour.
  static func mark(_ kind: OperationKind) -> String {
    switch kind {
    case .create: "+"
    case .update: "~"
    case .delete: "−"
    case .read: "○"
    }
  }

  /// The class of a kind's colour.
  static func tone(_ kind: OperationKind) -> String { kind.rawValue.lowercased() }

  /// A text cut to what a line has room for.
  static func shortened(_ text: String, to limit: Int = 160) -> String {
    text.unicodeScalars.count <= limit ? text : String(text.unicodeScalars.prefix(limit)) + "…"
  }

  /// What happened to the state's own members, in a few words.
  private var summary: String? {
    switch (record.before, record.after) {
    case (let before?, let after?):
      let names = Self.changedNames(before, after)
      return names.isEmpty ? (record.operation == .read ? nil : "no field changed") : Self.list(names)
    case (nil, let after?): return record.operation == .create ? "with \(Moments.count(after.count, "field"))" : nil
    case (let before?, nil): return record.operation == .delete ? "had \(Moments.count(before.count, "field"))" : nil
    case (nil, nil): return nil
    }
  }

  private static func changedNames(_ before: JSONObject, _ after: JSONObject) -> [String] {
    let gone = before.members.filter { after[$0.name] == nil }.map(\.name)
    return after.members.filter { before[$0.name] != $0.value }.map(\.name) + gone
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(nameLimit).map { shortened($0, to: 40) }.joined(separator: ", ")
    return names.count > nameLimit ? "\(shown) and \(names.count - nameLimit) more" : shown
  }
}
