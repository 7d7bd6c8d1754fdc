/// Makes of records what rules need of them.
package struct AlertObserver: Sendable {
  private let rules: AlertRules
  /// The rules that look at fields, by place.
  private let fields: [Int: [FieldPath]]

  init(_ rules: AlertRules) {
    self.rules = rules
    var fields: [Int: [FieldPath]] = [:]
    for (place, rule) in rules.rules.enumerated() {
      if case .fieldsTouched(let paths) = rule.condition { fields[place] = paths }
    }
    self.fields = fields
  }

  /// Whether the rule at a place looks at fields.
  func looksAtFields(_ place: Int) -> Bool { !fields.isEmpty && fields[place] != nil }

  /// What the rules need of a record.
  package func observation(of record: HistoryRecord) -> AlertObservation {
    var observation = AlertObservation(record)
    for (place, paths) in fields
    where rules.rules[place].filter.admits(observation.kind, observation.type, isFailed: observation.isFailed) {
      if paths.contains(where: { $0.isTouched(by: record) }) { observation.touching.append(place) }
    }
    return observation
  }
}
