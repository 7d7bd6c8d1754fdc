package import Annals
import Yams

/// A value of a YAML file, with the place where it stands: what reads it says file, line and column of what it does not understand.
///
/// Source: YAML 1.2 (yaml.org/spec/1.2.2), as Yams reads it.
package struct YAMLValue {
  private let node: Node
  private let file: String

  /// The one document of a YAML text; `file` is what errors call it. Throws `invalidConfiguration` where it is no YAML, or empty.
  package init(_ text: String, file: String) throws(HistoryError) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw HistoryError(.invalidConfiguration, "\(file) is no YAML: \(Self.reason(error))", underlying: error)
    }
    guard let node else { throw HistoryError(.invalidConfiguration, "\(file) is empty: write what it should say") }
    self.init(node, file: file)
  }

  private init(_ node: Node, file: String) {
    self.node = node
    self.file = file
  }

  /// Where it stands: `alerts.yaml:12:5`.
  package var place: String { node.mark.map { "\(file):\($0.line):\($0.column)" } ?? file }

  /// An error about this value: its place, then the sentence, which says what was wrong and then what would be right.
  package func trouble(_ sentence: String) -> HistoryError { HistoryError(.invalidConfiguration, "\(place): \(sentence)") }

  /// The fields of a mapping. Throws where it is none, and where a field has none of the known names.
  package func fields(_ known: [String]) throws(HistoryError) -> YAMLFields {
    var values: [String: YAMLValue] = [:]
    for (name, value) in try pairs() {
      guard known.contains(name) else {
        throw value.trouble("there is no \"\(name)\": known are \(known.joined(separator: ", "))")
      }
      guard values.updateValue(value, forKey: name) == nil else { throw value.trouble("\"\(name)\" stands twice: leave one") }
    }
    return YAMLFields(owner: self, values: values)
  }

  /// The names and values of a mapping in their order, whatever the names are. Throws where it is no mapping.
  package func pairs() throws(HistoryError) -> [(name: String, value: YAMLValue)] {
    guard let mapping = node.mapping else { throw trouble("expected names with values (name: value)") }
    var pairs: [(name: String, value: YAMLValue)] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        throw YAMLValue(key, file: file).trouble("expected a plain name before the colon")
      }
      pairs.append((name, YAMLValue(value, file: file)))
    }
    return pairs
  }

  /// The elements of a list. Throws where it is none.
  package func elements() throws(HistoryError) -> [YAMLValue] {
    guard let sequence = node.sequence else { throw trouble("expected a list (- value)") }
    return sequence.map { YAMLValue($0, file: file) }
  }

  /// The elements of a list, or the one value that stands alone.
  package func oneOrMore() throws(HistoryError) -> [YAMLValue] { node.sequence == nil ? [self] : try elements() }

  /// Whether it is left out: nothing, `~` or `null`.
  package var isNothing: Bool { node.null != nil }

  /// Whether it is a mapping.
  package var isMapping: Bool { node.mapping != nil }

  /// A text as it stands; a number or `true` is a text, too. Throws where it is a list, a mapping or nothing.
  package func text() throws(HistoryError) -> String {
    guard let scalar = node.scalar, !isNothing, !scalar.string.isEmpty else { throw trouble("expected a text") }
    return scalar.string
  }

  /// A whole number of the range. Throws where it is none.
  package func wholeNumber(_ range: ClosedRange<Int>) throws(HistoryError) -> Int {
    guard let number = node.int, range.contains(number) else {
      throw trouble("expected a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number of the range. Throws where it is none.
  package func number(_ range: ClosedRange<Double>) throws(HistoryError) -> Double {
    guard let number = node.float, range.contains(number) else {
      throw trouble("expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// `true` or `false`. Throws where it is neither.
  package func boolean() throws(HistoryError) -> Bool {
    guard let boolean = node.bool else { throw trouble("expected true or false") }
    return boolean
  }

  /// What a failure of Yams says, on one line.
  private static func reason(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      "line \(mark.line), column \(mark.column): \(problem)"
    case .duplicatedKeysInMapping(let keys, let context):
      "line \(context.mark.line): \(keys.count == 1 ? "this name stands" : "these names stand") twice: "
        + keys.sorted().joined(separator: ", ")
    default: "\(error)".split(separator: "\n").first.map(String.init) ?? "its text cannot be read"
    }
  }
}
