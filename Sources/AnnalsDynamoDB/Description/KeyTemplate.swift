public import Annals

/// How an attribute of a key is made of a resource's id: a text with places for the id, `PROMPT#{id}`, or for its parts, `SECTION#{2}`.
///
/// Parts are those of ``ResourceIDParts``, counted from 1.
public struct KeyTemplate: Hashable, Sendable, CustomStringConvertible {
  enum Piece: Hashable, Sendable {
    case text(String)
    /// The part of this number; 0 is the whole id.
    case place(Int)
  }

  /// The template's text.
  public let description: String
  let pieces: [Piece]

  /// Reads a template. Throws `invalidConfiguration` where a `{…}` stands for nothing, or two places stand side by side.
  public init(_ text: String) throws(HistoryError) {
    var pieces: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}") else { throw Self.trouble("a { has no }", text) }
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      let name = rest[rest.index(after: open)..<close]
      switch (name, Int(name)) {
      case ("id", _): pieces.append(.place(0))
      case (_, let number?) where (1...9).contains(number): pieces.append(.place(number))
      default: throw Self.trouble("{\(String(name).quoted(40))} stands for nothing", text)
      }
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    guard !pieces.isEmpty else { throw Self.trouble("it is empty", text) }
    for case (.place, .place) in zip(pieces, pieces.dropFirst()) {
      throw Self.trouble("two places stand side by side, so that nobody could tell them apart", text)
    }
    self.pieces = pieces
    description = text
  }

  /// The numbers of the places; 0 is the whole id.
  var places: Set<Int> {
    Set(pieces.compactMap { if case .place(let number) = $0 { number } else { nil } })
  }

  /// The text with these values in its places; `nil` where one is missing.
  func text(_ values: [Int: String]) -> String? {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let fixed): text += fixed
      case .place(let number):
        guard let value = values[number] else { return nil }
        text += value
      }
    }
    return text
  }

  /// What stands in the places of a text; `nil` where the text is not made so. A place ends where what follows it comes first.
  func values(in text: String) -> [Int: String]? {
    var values: [Int: String] = [:]
    var rest = text.utf8[...]
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .text(let fixed):
        guard rest.starts(with: fixed.utf8) else { return nil }
        rest = rest.dropFirst(fixed.utf8.count)
      case .place(let number):
        var end = rest.endIndex
        if index + 1 < pieces.count, case .text(let fixed) = pieces[index + 1] {
          if index + 2 == pieces.count {
            guard rest.count > fixed.utf8.count, rest.suffix(fixed.utf8.count).elementsEqual(fixed.utf8) else { return nil }
            end = rest.index(rest.endIndex, offsetBy: -fixed.utf8.count)
          } else {
            guard let found = rest.firstRange(of: fixed.utf8) else { return nil }
            end = found.lowerBound
          }
        }
        guard end > rest.startIndex, let value = String(rest[..<end]) else { return nil }
        if let other = values[number], !other.utf8.elementsEqual(value.utf8) { return nil }
        values[number] = value
        rest = rest[end...]
      }
    }
    return rest.isEmpty ? values : nil
  }

  private static func trouble(_ what: String, _ text: String) -> HistoryError {
    HistoryError(
      .invalidConfiguration,
      "the template \"\(text.quoted(80))\" cannot be used, \(what): give text with {id}, or with {1}, {2} … for the parts of the id")
  }
}
