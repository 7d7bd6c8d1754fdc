/// A text in which redaction left marks.
struct MarkedText {
  /// What stands before, between and behind the marks.
  private let pieces: [String]
  private let marks: [String]

  /// The marks of a text; `nil` where it has none.
  init?(_ text: String) {
    guard text.utf8.contains(UInt8(ascii: "[")) else { return nil }
    var text = text
    var pieces: [String] = []
    var marks: [String] = []
    text.withUTF8 { bytes in
      var start = 0
      var index = 0
      while index < bytes.count {
        guard let end = RedactionMark.end(in: bytes, from: index) else {
          index += 1
          continue
        }
        pieces.append(String(decoding: bytes[start..<index], as: UTF8.self))
        marks.append(String(decoding: bytes[index..<end], as: UTF8.self))
        (start, index) = (end, end)
      }
      pieces.append(String(decoding: bytes[start...], as: UTF8.self))
    }
    guard !marks.isEmpty else { return nil }
    self.pieces = pieces
    self.marks = marks
  }

  /// Whether the text is one mark and nothing else.
  var isWhole: Bool { marks.count == 1 && pieces.allSatisfy(\.isEmpty) }

  /// Whether a text without marks can be what this one was: it has the pieces in their order.
  func fits(_ text: String) -> Bool {
    let first = pieces.first ?? ""
    let last = pieces.last ?? ""
    guard text.utf8.count >= first.utf8.count + last.utf8.count, text.utf8.starts(with: first.utf8),
      text.utf8.reversed().starts(with: last.utf8.reversed())
    else { return false }
    var rest = Array(text.utf8.dropFirst(first.utf8.count).dropLast(last.utf8.count))[...]
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let end = Self.end(of: Array(piece.utf8), in: rest) else { return false }
      rest = rest[end...]
    }
    return true
  }

  /// Whether both can be the same secret: where both have fingerprints, these are equal.
  func canBeSame(as other: MarkedText) -> Bool {
    if isWhole && other.isWhole { return Self.agree(marks[0], other.marks[0]) }
    if isWhole || other.isWhole { return true }
    return pieces == other.pieces && zip(marks, other.marks).allSatisfy { Self.agree($0, $1) }
  }

  private static func agree(_ left: String, _ right: String) -> Bool {
    left == right || !left.utf8.contains(UInt8(ascii: ":")) || !right.utf8.contains(UInt8(ascii: ":"))
  }

  private static func end(of piece: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    var index = bytes.startIndex
    while index + piece.count <= bytes.endIndex {
      if bytes[index..<(index + piece.count)].elementsEqual(piece) { return index + piece.count }
      index += 1
    }
    return nil
  }
}
