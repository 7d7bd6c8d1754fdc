import Annals

/// Text from records as a terminal may see it: what would move the cursor, change colours or turn the writing around is shown as an escape.
enum SafeText {
  /// The text on one line, with `\n`, `\t` and `\u{1b}` in place of what is not printable.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: \.isHidden) else { return text }
    var safe = ""
    for scalar in text.unicodeScalars {
      guard scalar.isHidden else {
        safe.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "\n": safe += "\\n"
      case "\r": safe += "\\r"
      case "\t": safe += "\\t"
      default: safe += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return safe
  }

  /// JSON text in which such characters are written as JSON's own escapes, so that it stays the same JSON.
  static func escaped(json: String) -> String {
    guard json.unicodeScalars.contains(where: \.isHidden) else { return json }
    var safe = ""
    for scalar in json.unicodeScalars {
      guard scalar.isHidden else {
        safe.unicodeScalars.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        safe += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return safe
  }
}

extension String {
  /// The columns that the text takes on a terminal; most characters take one, East Asian ones and emoji two.
  var displayWidth: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.displayWidth }
  }

  /// The text cut to a number of columns, ending in `…` where it was cut.
  func cut(toWidth limit: Int) -> String {
    guard displayWidth > limit else { return self }
    var kept = ""
    var width = 0
    for character in self {
      width += character.displayWidth
      guard width < limit else { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// The text cut to a number of columns in its middle, since paths differ at their end: `docs/…/index.md`.
  func cutInMiddle(toWidth limit: Int) -> String {
    guard displayWidth > limit, limit > 4 else { return cut(toWidth: limit) }
    let tailWidth = (limit - 1) / 2
    var tail: [Character] = []
    var width = 0
    for character in reversed() {
      width += character.displayWidth
      guard width <= tailWidth else { break }
      tail.append(character)
    }
    return cut(toWidth: limit - tailWidth) + String(tail.reversed())
  }

  /// The text with spaces behind it up to a number of columns.
  func padded(toWidth width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - displayWidth))
  }
}

extension Character {
  /// The columns of one character. Source: Unicode Standard Annex 11, the blocks that are wide or fullwidth.
  fileprivate var displayWidth: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
      0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default:
      let properties = scalar.properties
      if properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}") { return 2 }
      return properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }
}
