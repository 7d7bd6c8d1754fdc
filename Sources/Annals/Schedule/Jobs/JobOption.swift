/// Something that a job can be told: its name and what it takes.
package struct JobOption: Hashable, Sendable {
  /// What values it takes.
  package enum Form: Hashable, Sendable {
    case number(ClosedRange<Int>)
    case flag
    case text
  }

  /// The name, as files and events write it: `days_to_keep`.
  package let name: String
  /// What it takes.
  package let form: Form
  /// Whether a job cannot be run without it.
  package let isRequired: Bool
  /// What it does, in a sentence.
  package let effect: String

  /// An option.
  package init(_ name: String, _ form: Form, isRequired: Bool = false, _ effect: String) {
    self.name = name
    self.form = form
    self.isRequired = isRequired
    self.effect = effect
  }

  /// What it takes, in words.
  package var expected: String {
    switch form {
    case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .text: "a text"
    }
  }

  /// Whether a value is one that it takes.
  func takes(_ value: JSONValue) -> Bool {
    switch form {
    case .number(let range): value.number?.int.map(range.contains) ?? false
    case .flag: value.bool != nil
    case .text: value.string?.isEmpty == false
    }
  }
}

/// What a job was told: values of its options, checked.
package struct JobOptions: Hashable, Sendable {
  /// The values by name.
  package let values: JSONObject

  /// Checks values against the options of a kind of job. Throws `invalidConfiguration`, naming the option.
  package init(_ values: JSONObject, of kind: JobKind) throws(HistoryError) {
    for member in values.members {
      guard let option = kind.options.first(where: { $0.name == member.name }) else {
        let known = kind.options.map(\.name).joined(separator: ", ")
        throw HistoryError(
          .invalidConfiguration,
          "the job \(kind.name) has no \"\(member.name.quoted(40))\": \(known.isEmpty ? "it takes nothing" : "known are \(known)")")
      }
      guard option.takes(member.value) else {
        throw HistoryError(.invalidConfiguration, "\(option.name) of the job \(kind.name) is no such value: give \(option.expected)")
      }
    }
    if let missing = kind.options.first(where: { $0.isRequired && values[$0.name] == nil }) {
      throw HistoryError(.invalidConfiguration, "the job \(kind.name) needs \(missing.name): give \(missing.expected)")
    }
    self.values = values
  }

  /// A number that was given.
  package func number(_ name: String) -> Int? { values[name]?.number?.int }
  /// Whether a flag was given as true.
  package func flag(_ name: String) -> Bool { values[name]?.bool ?? false }
  /// A text that was given.
  package func text(_ name: String) -> String? { values[name]?.string }
}
