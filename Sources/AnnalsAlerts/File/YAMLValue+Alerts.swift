import Annals
import AnnalsYAML

extension YAMLValue {
  /// A time: `90s`, `15m`, `1h`, `7d`. Throws where it is none.
  func duration() throws(HistoryError) -> Duration {
    let text = try text()
    guard let unit = text.last, let seconds = ["s": 1, "m": 60, "h": 3600, "d": 86_400][unit], let count = Int(text.dropLast()),
      (0...1_000_000).contains(count)
    else { throw trouble("\"\(text.prefix(40))\" is no time: give it as 90s, 15m, 1h or 7d") }
    return .seconds(count * seconds)
  }

  /// A share: `5%` or `0.05`. Throws where it is none.
  func share() throws(HistoryError) -> Double {
    let text = try text()
    let share = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
    guard let share, share >= 0, share < 1 else { throw trouble("\"\(text.prefix(40))\" is no share: give it as 5% or 0.05") }
    return share
  }

  /// What a text stands for. Throws with the place where it stands for nothing.
  func read<Value>(_ read: (String) throws(HistoryError) -> Value) throws(HistoryError) -> Value {
    let text = try text()
    do throws(HistoryError) {
      return try read(text)
    } catch {
      throw trouble(error.description)
    }
  }

  /// What the texts of a list, or one text, stand for.
  func readAll<Value: Hashable>(_ read: (String) throws(HistoryError) -> Value) throws(HistoryError) -> Set<Value> {
    var values: Set<Value> = []
    for element in try oneOrMore() { values.insert(try element.read(read)) }
    guard !values.isEmpty else { throw trouble("the list is empty: name some, or leave it out") }
    return values
  }

  /// One of some words.
  func word<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) throws(HistoryError) -> Word {
    let text = try text()
    guard let word = Word(rawValue: text.lowercased()) else {
      throw trouble("\"\(text.prefix(40))\" is not known: give one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return word
  }
}
