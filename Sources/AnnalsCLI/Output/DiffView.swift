import Annals

/// A difference of states, a line or more a change, for a person.
struct DiffView {
  let diff: StateDiff
  let palette: Palette

  /// The view's lines.
  var lines: [String] { diff.changes.flatMap(lines) }

  private func lines(of change: StateChange) -> [String] {
    let path = SafeText.escaped(change.path.isRoot ? "the whole state" : change.path.description)
    switch change.kind {
    case .added: return [palette.paintAdded("+ \(path): \(Self.text(change.after))")]
    case .removed: return [palette.paintRemoved("- \(path): \(Self.text(change.before))")]
    case .moved: return [palette.paintHeading("> \(path)") + " from " + SafeText.escaped(change.formerPath?.description ?? "")]
    case .changed:
      guard case .string(let before)? = change.before, case .string(let after)? = change.after, max(before.count, after.count) > 40 else {
        return [
          palette.paintHeading("~ \(path)"), palette.paintRemoved("  - \(Self.text(change.before))"),
          palette.paintAdded("  + \(Self.text(change.after))"),
        ]
      }
      return [palette.paintHeading("~ \(path)"), "  " + words(before, after)]
    }
  }

  /// A long text with what was taken out and put in marked where it was, and what stayed the same cut in the middle.
  private func words(_ before: String, _ after: String) -> String {
    TextDiff(from: before, to: after).parts.map { part in
      switch part {
      case .same(let text): SafeText.escaped(Self.shortened(text))
      case .removed(let text): palette.paintRemoved("[-" + SafeText.escaped(text) + "-]")
      case .added(let text): palette.paintAdded("{+" + SafeText.escaped(text) + "+}")
      }
    }.joined()
  }

  private static func shortened(_ text: String) -> String {
    text.count <= 120 ? text : "\(text.prefix(50)) … \(text.suffix(50))"
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value {
    case nil: ""
    case .object?, .array?: PrettyJSON.text(value ?? .null)
    case let value?: SafeText.escaped(JSONWriter.text(of: value))
    }
  }
}
