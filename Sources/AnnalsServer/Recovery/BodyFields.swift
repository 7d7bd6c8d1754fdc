import Annals

/// The members of a JSON object that a request brings: each is known and of its kind, or the request is refused. What was meant to narrow must not be
/// left out because it was mistyped.
struct BodyFields {
  private let json: JSONObject
  /// What stands before the names in problems: `undo.`
  private let place: String

  /// Reads a body. Throws a problem where it is no JSON object, or has a member that is not known.
  init(_ bytes: [UInt8], knowing names: [String]) throws(Problem) {
    let value: JSONValue
    do throws(HistoryError) { value = try JSONParser.parse(bytes) } catch { throw Problem(error) }
    guard let object = value.object else {
      throw Problem(.invalidBody, "the body is \(value.kind): send a JSON object", expected: "a JSON object")
    }
    try self.init(object, at: "", knowing: names)
  }

  private init(_ json: JSONObject, at place: String, knowing names: [String]) throws(Problem) {
    if let unknown = json.members.first(where: { !names.contains($0.name) }) {
      throw Problem(
        .invalidBody, "the member \"\(place)\(unknown.name.quoted(100))\" is unknown: send \(names.joined(separator: ", "))",
        parameter: place + unknown.name.quoted(100), expected: names.joined(separator: ", "))
    }
    self.json = json
    self.place = place
  }

  /// The names that are there.
  var names: [String] { json.members.map(\.name) }

  /// A problem with a member.
  func wrong(_ name: String, _ expected: String) -> Problem {
    let found = json[name].map { "is \($0.kind)" } ?? "is missing"
    return Problem(.invalidBody, "\(place)\(name) \(found): send \(expected)", parameter: place + name, expected: expected)
  }

  /// A member that is a text, as what it stands for.
  func value<Value>(
    _ name: String, _ expected: String, _ read: (String) throws(HistoryError) -> Value
  ) throws(Problem) -> Value? {
    guard let value = json[name] else { return nil }
    guard let text = value.string, !text.isEmpty else { throw wrong(name, expected) }
    do throws(HistoryError) { return try read(text) } catch {
      throw Problem(error, parameter: place + name, value: text, expected: expected)
    }
  }

  /// A member that is a text of some bytes at most.
  func text(_ name: String, upTo limit: Int) throws(Problem) -> String? {
    let expected = "a text of 1 to \(limit) bytes"
    let text = try value(name, expected) { text throws(HistoryError) in text }
    guard text?.utf8.count ?? 0 <= limit else { throw wrong(name, expected) }
    return text
  }

  /// A moment; a day stands for its first moment in UTC.
  func moment(_ name: String) throws(Problem) -> Timestamp? {
    try value(name, QueryParameter.at.expected) { text throws(HistoryError) in
      try Timestamp(text.utf8.count == 10 ? "\(text)T00:00:00Z" : text)
    }
  }

  /// A member that is true or false.
  func flag(_ name: String) throws(Problem) -> Bool? {
    guard let value = json[name] else { return nil }
    guard let flag = value.bool else { throw wrong(name, "true or false") }
    return flag
  }

  /// A member that is a whole number.
  func whole(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let value = json[name] else { return nil }
    guard let number = value.number?.int, range.contains(number) else {
      throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A member that is an object of any members.
  func object(_ name: String) throws(Problem) -> JSONObject? {
    guard let value = json[name] else { return nil }
    guard let object = value.object else { throw wrong(name, "a JSON object") }
    return object
  }

  /// A member that is an object, its own members known.
  func fields(_ name: String, knowing names: [String]) throws(Problem) -> BodyFields? {
    guard let object = try object(name) else { return nil }
    return try BodyFields(object, at: "\(place)\(name).", knowing: names)
  }

  /// A member that is a list of texts, one at least.
  func texts(_ name: String, upTo limit: Int) throws(Problem) -> [String]? {
    guard let value = json[name] else { return nil }
    let texts = value.array?.compactMap(\.string) ?? []
    guard !texts.isEmpty, texts.count == value.array?.count, texts.count <= limit else {
      throw wrong(name, "a list of 1 to \(limit) texts")
    }
    return texts
  }
}
