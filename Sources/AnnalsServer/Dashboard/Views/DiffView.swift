import Annals

/// What differs between two states, as a person reads it: a block for each change, before and after beside or below each other.
struct DiffView {
  let before: JSONObject?
  let after: JSONObject?
  /// Changes that are shown at most.
  var limit = 100
  /// What stands for all of it where it is to be opened first.
  var folded: String?

  /// Characters of a part that stayed the same, on each side of what differs.
  private static let context = 80

  /// The view of a template: blocks, and what is told of the rest.
  func view(isSplit: Bool) -> View {
    // A state that there is not is an empty one: then each member came or went for itself.
    let changes = StateDiff(from: before ?? [:], to: after ?? [:]).changes
      // Between two that changed places, one may stand where it stood.
      .filter { $0.kind != .moved || $0.path != $0.formerPath }
    let unchanged = Self.unchanged(before, after)
    return [
      "split": isSplit, "folded": folded, "changes": changes.prefix(limit).map(Self.view(of:)), "none": changes.isEmpty,
      "more": changes.count > limit ? Moments.count(changes.count - limit, "more change") : nil,
      "unchanged": unchanged > 0 && !changes.isEmpty ? Moments.count(unchanged, "field") : nil,
      "total": Moments.count(changes.count, "change"),
    ]
  }

  private static func unchanged(_ before: JSONObject?, _ after: JSONObject?) -> Int {
    guard let before, let after else { return 0 }
    return after.members.count { before[$0.name] == $0.value }
  }

  private static func view(of change: StateChange) -> View {
    var view: View = [
      "changeKind": change.kind.rawValue, "changeMark": mark(change.kind), "path": path(change.path),
      "pointer": change.path.description, "movedFrom": nil, "sides": true, "before": nil, "after": nil,
    ]
    switch change.kind {
    case .moved:
      view["movedFrom"] = change.formerPath?.names.last.map { "[\($0)]" }
      view["sides"] = false
    case .added: view["after"] = [part("", change.after)]
    case .removed: view["before"] = [part("", change.before)]
    case .changed:
      if case .string(let before)? = change.before, case .string(let after)? = change.after,
        ValueText.isLong(before) || ValueText.isLong(after)
      {
        let parts = TextDiff(from: before, to: after).parts
        view["before"] = sides(parts, isBefore: true)
        view["after"] = sides(parts, isBefore: false)
      } else {
        view["before"] = [part("", change.before)]
        view["after"] = [part("", change.after)]
      }
    }
    view["isShort"] = change.kind != .moved && [change.before, change.after].allSatisfy { $0.map(ValueText.isShort) ?? true }
    view["hasBefore"] = view["before"] is [View]
    view["hasAfter"] = view["after"] is [View]
    return view
  }

  private static func mark(_ kind: StateChange.Kind) -> String {
    switch kind {
    case .added: "+"
    case .removed: "−"
    case .changed: "~"
    case .moved: "↕"
    }
  }

  /// The names on the way to a value, a place in a list in brackets.
  private static func path(_ pointer: JSONPointer) -> [View] {
    pointer.names.enumerated().map { index, name -> View in
      [
        "name": Int(name) != nil && index > 0 ? "[\(name)]" : RecordView.shortened(name, to: 120),
        "isLast": index == pointer.names.count - 1,
      ]
    }
  }

  private static func part(_ tone: String, _ value: JSONValue?) -> View {
    ["partTone": tone, "partText": value.map { ValueText.text($0) } ?? ""]
  }

  /// One side of a text: what is the same, cut to what stands around the differences, and what was taken out or put in.
  private static func sides(_ parts: [TextDiff.Part], isBefore: Bool) -> [View] {
    var views: [View] = []
    for (index, part) in parts.enumerated() {
      switch part {
      case .same(let text): views.append(["partTone": "", "partText": around(text, isFirst: index == 0, isLast: index == parts.count - 1)])
      case .removed(let text) where isBefore: views.append(["partTone": "out", "partText": ValueText.cut(text)])
      case .added(let text) where !isBefore: views.append(["partTone": "in", "partText": ValueText.cut(text)])
      case .removed, .added: break
      }
    }
    return views
  }

  private static func around(_ text: String, isFirst: Bool, isLast: Bool) -> String {
    let scalars = Array(text.unicodeScalars)
    let (head, tail) = (isFirst ? 0 : context, isLast ? 0 : context)
    guard scalars.count > head + tail + context else { return text }
    var shown = String.UnicodeScalarView()
    shown.append(contentsOf: whole(scalars.prefix(head).reversed()).reversed())
    shown.append(contentsOf: " … ".unicodeScalars)
    shown.append(contentsOf: whole(Array(scalars.suffix(tail))))
    return String(shown)
  }

  /// What is left without the part of a word that it begins with.
  private static func whole(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let space = scalars.prefix(20).firstIndex { $0.properties.isWhitespace }
    return space.map { Array(scalars[($0 + 1)...]) } ?? scalars
  }
}
