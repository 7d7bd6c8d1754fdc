package import Annals

/// The fields of a YAML mapping, by name.
package struct YAMLFields {
  let owner: YAMLValue
  let values: [String: YAMLValue]

  /// The value of a field, or `nil` where it is left out.
  package subscript(_ name: String) -> YAMLValue? { values[name].flatMap { $0.isNothing ? nil : $0 } }

  /// The value of a field that must be there. Throws where it is left out.
  package func required(_ name: String) throws(HistoryError) -> YAMLValue {
    guard let value = self[name] else { throw owner.trouble("\"\(name)\" is missing: give it") }
    return value
  }
}
