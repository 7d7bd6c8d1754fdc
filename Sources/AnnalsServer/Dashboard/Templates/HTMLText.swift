import Annals
import Mustache

/// Text as HTML: whatever it holds, it is shown and never read as markup.
///
/// It is told by scalars, not by characters: a quote with a combining mark behind it is one `Character` that is no quote, and ends an attribute
/// all the same.
struct HTMLText: MustacheContentType {
  func escapeText(_ text: String) -> String { Self.escaped(text) }

  /// The text with what is markup escaped, and what cannot be seen shown as an escape such as `\u{202e}`.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { replacement(of: $0) != nil }) else { return text }
    var safe = ""
    safe.reserveCapacity(text.utf8.count + 64)
    for scalar in text.unicodeScalars {
      if let replacement = replacement(of: scalar) { safe += replacement } else { safe.unicodeScalars.append(scalar) }
    }
    return safe
  }

  private static func replacement(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "<": "&lt;"
    case ">": "&gt;"
    case "&": "&amp;"
    case "\"": "&quot;"
    case "'": "&#39;"
    case "\n", "\t": nil
    default: scalar.isHidden ? "\\u{\(String(scalar.value, radix: 16))}" : nil
    }
  }
}
