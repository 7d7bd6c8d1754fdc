/// What differs between two texts, by words: for a person to read.
public struct TextDiff: Hashable, Sendable {
  /// A part of one text or of both.
  public enum Part: Hashable, Sendable {
    case same(String)
    case removed(String)
    case added(String)
  }

  /// The parts in order: what is the same or removed makes up the text before, what is the same or added the text after.
  public let parts: [Part]

  /// Differences that are looked for at most; of texts that differ in more, lines are compared, and else they are shown whole.
  private static let effort = 1_000

  /// The difference of two texts.
  public init(from before: String, to after: String) {
    for split in [Self.words, Self.lines] {
      let (left, right) = (split(before), split(after))
      if let steps = EditScript.steps(left.map(\.utf8).map(Array.init), right.map(\.utf8).map(Array.init), limit: Self.effort) {
        parts = Self.joined(steps.map { $0.part(of: left, right) })
        return
      }
    }
    parts = Self.joined([.removed(before), .added(after)])
  }

  private static func joined(_ parts: [Part]) -> [Part] {
    parts.reduce(into: []) { joined, part in
      switch (joined.last, part) {
      case (.same(let text)?, .same(let more)): joined[joined.count - 1] = .same(text + more)
      case (.removed(let text)?, .removed(let more)): joined[joined.count - 1] = .removed(text + more)
      case (.added(let text)?, .added(let more)): joined[joined.count - 1] = .added(text + more)
      case (_, .same("")), (_, .removed("")), (_, .added("")): break
      default: joined.append(part)
      }
    }
  }

  /// Words, and each character between them by itself.
  private static func words(_ text: String) -> [Substring] {
    var words: [Substring] = []
    var rest = text[...]
    while let first = rest.first {
      let length = first.isLetter || first.isNumber ? rest.prefix { $0.isLetter || $0.isNumber } : rest.prefix(1)
      words.append(length)
      rest = rest[length.endIndex...]
    }
    return words
  }

  /// Lines with their ends.
  private static func lines(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var rest = text[...]
    while !rest.isEmpty {
      let end = rest.firstIndex { $0.isNewline }.map { rest.index(after: $0) } ?? rest.endIndex
      lines.append(rest[..<end])
      rest = rest[end...]
    }
    return lines
  }
}

extension EditScript.Step {
  fileprivate func part(of before: [Substring], _ after: [Substring]) -> TextDiff.Part {
    switch self {
    case .keep(let place): .same(String(before[place]))
    case .remove(let place): .removed(String(before[place]))
    case .add(let place): .added(String(after[place]))
    }
  }
}
