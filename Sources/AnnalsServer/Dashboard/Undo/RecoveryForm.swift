import Annals

/// What the forms of undo say beside their question.
struct RecoveryForm {
  private let form: PageQuery
  private static let units = 1...1_000_000

  init(_ form: PageQuery) { self.form = form }

  /// Why.
  var reason: String? { form["reason"].map { String($0.prefix(utf8Bytes: PlanOrder.reasonLength)) } }

  /// Values for fields that history redacted. Throws a problem that holds none of them, for they are secrets.
  func givenFields() throws(Problem) -> GivenFields {
    guard let text = form["fields"]?.trimmingSpaces, !text.isEmpty else { return GivenFields() }
    let form = #"write an object of fields, as {"api_key": "…"} or {"PROMPT/p-1": {"/profile/token": "…"}}"#
    guard let value = try? JSONParser.parse(text) else {
      throw Problem(.invalidParameter, "the values for redacted fields are no JSON: \(form), texts in double quotes", parameter: "fields")
    }
    guard let object = value.object else {
      throw Problem(.invalidParameter, "the values for redacted fields are \(value.kind): \(form)", parameter: "fields")
    }
    return GivenFields(object)
  }

  /// Write units a second at most; `nil` for as many as the tables take. Throws a problem that says what would be right.
  func maximumWriteUnits() throws(Problem) -> Int? {
    guard let text = form["max_wcu"]?.trimmingSpaces, !text.isEmpty else { return nil }
    guard let units = Int(text), Self.units.contains(units) else {
      throw Problem(
        .invalidParameter,
        "max_wcu is no whole number of write units: give 1 to 1,000,000 a second, or nothing for as many as the table takes",
        parameter: "max_wcu", value: text, expected: "a whole number from 1 to 1000000")
    }
    return units
  }
}
