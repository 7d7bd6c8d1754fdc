import Annals
import AnnalsYAML

/// Reads one rule of a file.
struct RuleReading {
  private let value: YAMLValue
  private let fields: YAMLFields
  private let deliveries: [String]

  private static let filters = ["operations", "types", "ids", "users", "except_users", "outcome"]
  private static let conditions = [
    "more_than", "failed_share", "resources_more_than", "outside_hours", "first_seen", "times_usual", "fields", "silent_for",
  ]
  private static let names =
    ["name", "summary", "severity", "by", "quiet", "deliver_to", "within", "at_least"] + filters + conditions

  init(_ value: YAMLValue, deliveries: [String]) throws(HistoryError) {
    self.value = value
    fields = try value.fields(Self.names)
    self.deliveries = deliveries
  }

  func rule() throws(HistoryError) -> AlertRule {
    let (condition, place) = try condition()
    let name = try fields.required("name").read { text throws(HistoryError) in
      try AlertRule.check(name: text)
      return text
    }
    var rule: AlertRule
    do throws(HistoryError) { rule = try AlertRule(name, condition) } catch { throw place.trouble(error.description) }
    rule.summary = try fields["summary"]?.text()
    rule.severity = try fields["severity"]?.word(AlertRule.Severity.self) ?? rule.severity
    rule.grouping = try fields["by"]?.word(AlertRule.Grouping.self) ?? rule.grouping
    rule.quiet = try fields["quiet"]?.duration() ?? rule.quiet
    rule.filter = try filter()
    if let names = fields["deliver_to"] {
      for name in try names.oneOrMore() {
        let text = try name.text()
        guard deliveries.contains(text) else {
          throw name.trouble("there is no delivery \"\(text.prefix(40))\": known are \(deliveries.joined(separator: ", "))")
        }
      }
      rule.deliveries = try names.readAll { text throws(HistoryError) in text }
    }
    do throws(HistoryError) { try rule.check() } catch { throw value.trouble(error.description) }
    return rule
  }

  private func filter() throws(HistoryError) -> AlertFilter {
    var filter = AlertFilter()
    filter.operations = try fields["operations"]?.readAll { text throws(HistoryError) in try OperationKind(text) }
    filter.types = try fields["types"]?.readAll { text throws(HistoryError) in try ResourceType(text) }
    filter.idPrefixes = try fields["ids"]?.readAll { text throws(HistoryError) in text }
    filter.users = try fields["users"]?.readAll { text throws(HistoryError) in try User(text) }
    filter.exceptUsers = try fields["except_users"]?.readAll { text throws(HistoryError) in try User(text) } ?? []
    if let outcome = fields["outcome"] {
      filter.outcome = try outcome.read { text throws(HistoryError) in
        guard let outcome = RecordFilter.Outcome(rawValue: text) else {
          throw HistoryError(.invalidFilter, "\"\(text.prefix(40))\" is no outcome: give succeeded or failed")
        }
        return outcome
      }
    }
    return filter
  }

  private func condition() throws(HistoryError) -> (AlertCondition, YAMLValue) {
    let given = Self.conditions.filter { fields[$0] != nil }
    guard given.count == 1, let name = given.first, let condition = fields[name] else {
      let what =
        given.isEmpty ? "a rule without a condition finds nothing" : "a rule has one condition, not \(given.joined(separator: " and "))"
      throw value.trouble("\(what): give one of \(Self.conditions.joined(separator: ", "))")
    }
    return (try read(name, condition), condition)
  }

  private func read(_ name: String, _ value: YAMLValue) throws(HistoryError) -> AlertCondition {
    switch name {
    case "more_than":
      let limit = try value.wholeNumber(0...100_000)
      try refuse("at_least", of: name)
      if limit == 0, fields["within"] == nil { return .count(moreThan: 0, within: .seconds(3600)) }
      return .count(moreThan: limit, within: try window())
    case "failed_share": return .failedShare(above: try value.share(), atLeast: try least(20), within: try window())
    case "resources_more_than":
      try refuse("at_least", of: name)
      return .distinctResources(moreThan: try value.wholeNumber(1...100_000), within: try window())
    case "times_usual":
      try refuse("within", of: name)
      return .aboveUsual(factor: try value.number(1...1000), atLeast: try least(20))
    case "silent_for":
      try refuse("within", "at_least", of: name)
      return .silence(try value.duration())
    case "fields":
      try refuse("within", "at_least", of: name)
      return .fieldsTouched(
        try value.readAll { text throws(HistoryError) in try FieldPath(text) }.sorted { $0.description < $1.description })
    case "first_seen":
      try refuse("within", "at_least", of: name)
      guard try value.boolean() else { throw value.trouble("first_seen: false finds nothing: give true") }
      return .firstSeen
    default:
      try refuse("within", "at_least", of: name)
      return .outsideHours(try hours(value))
    }
  }

  private func window() throws(HistoryError) -> Duration { try fields.required("within").duration() }

  private func least(_ fallback: Int) throws(HistoryError) -> Int { try fields["at_least"]?.wholeNumber(1...100_000) ?? fallback }

  /// What a condition does not know must not be written: somebody would rely on it.
  private func refuse(_ names: String..., of condition: String) throws(HistoryError) {
    for name in names {
      if let value = fields[name] { throw value.trouble("\(condition) knows no \"\(name)\": leave it out") }
    }
  }

  private func hours(_ value: YAMLValue) throws(HistoryError) -> WorkingHours {
    let parts = try value.fields(["days", "hours", "zone"])
    let hours = try parts.required("hours")
    let text = try hours.text()
    let times = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minute($0) }
    guard times.count == 2, let start = times[0], let end = times[1] else {
      throw hours.trouble("\"\(text.prefix(40))\" are no hours: give them as 07:00-19:00")
    }
    do throws(HistoryError) {
      return try WorkingHours(
        days: try days(parts["days"]), from: start, to: end, zone: try parts["zone"]?.text() ?? "UTC")
    } catch {
      throw value.trouble(error.description)
    }
  }

  private func days(_ value: YAMLValue?) throws(HistoryError) -> Set<WorkingHours.Day> {
    let all = WorkingHours.Day.allCases
    guard let value else { return Set(all) }
    var days: Set<WorkingHours.Day> = []
    for element in try value.oneOrMore() {
      for part in try element.text().lowercased().split(separator: ",") {
        let ends = part.split(separator: "-").map { WorkingHours.Day(rawValue: $0.filter { $0 != " " }) }
        guard let first = ends.first.flatMap(\.self), let last = ends.last.flatMap(\.self), ends.count <= 2,
          let start = all.firstIndex(of: first), let end = all.firstIndex(of: last), start <= end
        else { throw element.trouble("\"\(part.prefix(40))\" are no days: give them as mon-fri or sat,sun") }
        days.formUnion(all[start...end])
      }
    }
    return days
  }

  private static func minute(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int($0.filter { $0 != " " }) }
    guard parts.count == 2, let hours = parts[0], let minutes = parts[1], (0...24).contains(hours), (0..<60).contains(minutes),
      hours < 24 || minutes == 0
    else { return nil }
    return hours * 60 + minutes
  }
}
