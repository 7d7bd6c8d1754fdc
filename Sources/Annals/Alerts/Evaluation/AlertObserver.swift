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
    guard !fields.isEmpty else { return AlertObservation(record) }
    var touching: Set<Int> = []
    for (place, paths) in fields
    where rules.rules[place].filter.admits(record.operation, record.resource.type, isFailed: record.isFailed) {
      if paths.contains(where: { $0.isTouched(by: record) }) { touching.insert(place) }
    }
    return AlertObservation(record, touching: touching)
  }
}
