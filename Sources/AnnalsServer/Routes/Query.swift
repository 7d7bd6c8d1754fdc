import Annals

/// A request's query, each parameter known, given once and not empty.
///
/// It is read as forms write it: `+` and `%20` are a space, `%2B` is a plus.
struct Query: Sendable {
  /// The values by name, decoded.
  let given: [String: String]

  /// A parameter's value as it was given.
  subscript(parameter: QueryParameter) -> String? { given[parameter.name] }

  /// A query whose values were read before.
  init(given: [String: String]) { self.given = given }

  /// Reads a query. Throws a problem that names what is not known, comes twice, is empty or cannot be decoded.
  init(_ text: String?, knowing parameters: [QueryParameter]) throws(Problem) {
    var values: [String: String] = [:]
    // Split by bytes: beside a combining character `&` is not a `Character` of its own.
    for item in (text ?? "").utf8.split(separator: UInt8(ascii: "&")) {
      let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map { Substring($0) }
      guard let name = PercentCoding.decode(parts[0], plus: .space), let parameter = parameters.first(where: { $0.name == name }) else {
        throw Self.unknown(String(parts[0]), parameters)
      }
      guard let value = PercentCoding.decode(parts.count > 1 ? parts[1] : "", plus: .space) else {
        throw Problem(
          .invalidParameter, "\(name) is not percent-encoded UTF-8: send % as %25, and other characters by their bytes in UTF-8",
          parameter: name, expected: parameter.expected)
      }
      guard !value.isEmpty else {
        throw Problem(
          .invalidParameter, "\(name) is empty: give it a value, or leave it out", parameter: name, value: "", expected: parameter.expected)
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw Problem(.repeatedParameter, "\(name) comes twice: give it once", parameter: name, expected: parameter.expected)
      }
    }
    given = values
  }

  private static func unknown(_ name: String, _ parameters: [QueryParameter]) -> Problem {
    let known = parameters.map(\.name)
    let hint = known.isEmpty ? "this route has no parameters" : "this route knows \(known.joined(separator: ", "))"
    return Problem(
      .unknownParameter, "the parameter \"\(name.quoted(100))\" is unknown: \(hint)", parameter: name,
      expected: known.isEmpty ? "no parameter" : known.joined(separator: ", "))
  }

  /// The value of a parameter as what it stands for; `nil` where it is absent. Throws a problem that names the parameter and its value.
  func value<Value>(
    _ parameter: QueryParameter, _ read: (String) throws(HistoryError) -> Value
  ) throws(Problem) -> Value? {
    guard let text = given[parameter.name] else { return nil }
    do throws(HistoryError) {
      return try read(text)
    } catch {
      throw Problem(error, parameter: parameter.name, value: text, expected: parameter.expected)
    }
  }

  /// A parameter that is `true` or `false`.
  func flag(_ parameter: QueryParameter) throws(Problem) -> Bool? {
    try value(parameter) { text throws(HistoryError) in
      switch text {
      case "true": true
      case "false": false
      default: throw HistoryError(.invalidFilter, "\(parameter.name) is neither true nor false: send one of them")
      }
    }
  }

  /// A parameter that is a text within the length of its form.
  func text(_ parameter: QueryParameter) throws(Problem) -> String? {
    guard case .text(let length) = parameter.form else { return nil }
    return try value(parameter) { text throws(HistoryError) in
      guard (1...length).contains(text.unicodeScalars.count) else {
        throw HistoryError(.invalidFilter, "\(parameter.name) has \(text.unicodeScalars.count) characters: send \(parameter.expected)")
      }
      return text
    }
  }

  /// A parameter that is a whole number within the bounds of its form.
  func whole(_ parameter: QueryParameter) throws(Problem) -> Int? {
    guard case .whole(let range, let code) = parameter.form else { return nil }
    return try value(parameter) { text throws(HistoryError) in
      guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number) else {
        throw HistoryError(code, "\(parameter.name) is \"\(text.quoted(40))\": send \(parameter.expected)")
      }
      return number
    }
  }

  /// A whole number that must be there.
  func requiredWhole(_ parameter: QueryParameter) throws(Problem) -> Int {
    if let number = try whole(parameter) { return number }
    var kind = ProblemKind.invalidParameter
    if case .whole(_, let code) = parameter.form { kind = ProblemKind(code) }
    throw Problem(
      kind, "\(parameter.name) is missing: send \(parameter.expected)", parameter: parameter.name, expected: parameter.expected)
  }

  /// A parameter that is a moment; a day stands for its first moment in UTC.
  func moment(_ parameter: QueryParameter) throws(Problem) -> Timestamp? {
    try value(parameter) { text throws(HistoryError) in
      if let day = Self.day(text) { return day }
      return try Timestamp(Self.restoringPlus(text))
    }
  }

  /// A moment that must be there.
  func requiredMoment(_ parameter: QueryParameter) throws(Problem) -> Timestamp {
    if let moment = try moment(parameter) { return moment }
    throw Problem(
      .invalidParameter, "\(parameter.name) is missing: send \(parameter.expected)", parameter: parameter.name, expected: parameter.expected
    )
  }

  /// A parameter that is a day, counted from 1970-01-01.
  func day(_ parameter: QueryParameter) throws(Problem) -> Int64? {
    try value(parameter) { text throws(HistoryError) in
      guard let day = Self.day(text) else {
        throw HistoryError(.invalidTimestamp, "\(parameter.name) is \"\(text.quoted(40))\": send \(parameter.expected)")
      }
      return day.day
    }
  }

  private static func day(_ text: String) -> Timestamp? {
    guard text.utf8.count == 10 else { return nil }
    return try? Timestamp("\(text)T00:00:00Z")
  }

  /// An offset's plus that was not encoded reads as a space; no valid timestamp has a space there.
  private static func restoringPlus(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for distance in [5, 6] where bytes.count > 19 && bytes[bytes.count - distance] == UInt8(ascii: " ") {
      bytes[bytes.count - distance] = UInt8(ascii: "+")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
