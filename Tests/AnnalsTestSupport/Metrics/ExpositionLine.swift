/// One line of the text format that is no comment.
struct ExpositionLine {
  private let line: Substring

  init(_ line: Substring) { self.line = line }

  /// The sample; `nil` where it is none.
  var sample: Exposition.Sample? {
    let nameEnd = line.firstIndex { $0 == "{" || $0 == " " } ?? line.endIndex
    let name = String(line[..<nameEnd])
    guard Self.isMetricName(name) else { return nil }
    var rest = line[nameEnd...]
    var labels: [String: String] = [:]
    if rest.first == "{" {
      rest.removeFirst()
      while rest.first != "}" {
        guard let label = Self.label(&rest), labels.updateValue(label.value, forKey: label.name) == nil else { return nil }
        if rest.first == "," { rest.removeFirst() } else if rest.first != "}" { return nil }
      }
      rest.removeFirst()
    }
    guard rest.popFirst() == " ", let value = Self.number(String(rest)) else { return nil }
    return Exposition.Sample(name: name, labels: labels, value: value)
  }

  private static func label(_ rest: inout Substring) -> (name: String, value: String)? {
    guard let mark = rest.firstIndex(of: "=") else { return nil }
    let name = String(rest[..<mark])
    guard isName(name, also: ""), !name.hasPrefix("__") else { return nil }
    rest = rest[rest.index(after: mark)...]
    guard rest.popFirst() == "\"" else { return nil }
    var end = rest.startIndex
    while end < rest.endIndex, rest[end] != "\"" {
      end = rest.index(end, offsetBy: rest[end] == "\\" ? 2 : 1, limitedBy: rest.endIndex) ?? rest.endIndex
    }
    guard end < rest.endIndex, let value = try? Exposition.unescaped(rest[..<end], isQuoted: true) else { return nil }
    rest = rest[rest.index(after: end)...]
    return (name, value)
  }

  static func isMetricName(_ text: String) -> Bool { isName(text, also: ":") }

  private static func isName(_ text: String, also more: String) -> Bool {
    func isLetter(_ character: Character) -> Bool {
      ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_" || more.contains(character)
    }
    guard let first = text.first, isLetter(first) else { return false }
    return text.allSatisfy { isLetter($0) || ("0"..."9").contains($0) }
  }

  /// A number as Go's `ParseFloat` reads it, which Prometheus uses.
  static func number(_ text: String) -> Double? {
    switch text {
    case "+Inf": .infinity
    case "-Inf": -.infinity
    case "NaN": .nan
    default: text.contains { $0.isWhitespace } ? nil : Double(text)
    }
  }
}
