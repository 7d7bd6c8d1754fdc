import Annals

/// Moments and numbers as pages show them: in UTC, which a script turns into the viewer's own time.
enum Moments {
  /// What a template needs of a moment: for machines, for reading, and to the microsecond.
  static func view(_ moment: Timestamp) -> View {
    let text = moment.description
    return [
      "iso": text, "text": "\(day(moment)) \(text.dropFirst(11).prefix(8)) UTC",
      "exact": "\(day(moment)) \(text.dropFirst(11).dropLast()) UTC",
    ]
  }

  /// `2025-12-16`.
  static func day(_ moment: Timestamp) -> String { String(moment.description.prefix(10)) }

  /// A number with commas between thousands.
  static func count(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// A number with the word for what is counted.
  static func count(_ number: Int, _ word: String) -> String { "\(count(number)) \(word)\(number == 1 ? "" : "s")" }
}
