/// Something that was redacted: where, by which rule, and how much of it; never what it was.
package struct RedactionFinding: Hashable, Sendable {
  /// What of a place was redacted.
  package enum Part: String, Sendable {
    /// The whole value.
    case value
    /// A part of the text that the value is.
    case text
    /// The name, or a part of it.
    case name
  }

  /// The place as a JSON pointer within the record; `#` leads into JSON that a text holds: `/after_state/payload#/token`.
  package let path: String
  /// What of the place.
  package let part: Part
  /// What decided.
  package let rule: RedactionRule
  /// The bytes that a mark replaces, as they stood there; of a value that is no text, those of its JSON.
  package let size: Int

  /// A finding of its parts.
  package init(path: String, part: Part, rule: RedactionRule, size: Int) {
    self.path = path
    self.part = part
    self.rule = rule
    self.size = size
  }

  /// The finding as JSON.
  package var json: JSONObject {
    [
      "path": .string(path), "part": .string(part.rawValue), "rule": .string(rule.rawValue), "because": .string(rule.sentence),
      "bytes": .number(JSONNumber(size)),
    ]
  }
}

/// Collects findings while one value is redacted.
final class RedactionTrace {
  private(set) var findings: [RedactionFinding] = []

  func note(_ finding: RedactionFinding) { findings.append(finding) }
}

/// Where redaction stands, for a trace; there is none where nobody asks, so that a record pays nothing for it.
struct RedactionTrail {
  let trace: RedactionTrace
  var path: JSONPath

  /// The trail within a member or an element.
  func into(_ name: String) -> RedactionTrail { RedactionTrail(trace: trace, path: .name(name, in: path)) }
  func into(_ index: Int) -> RedactionTrail { RedactionTrail(trace: trace, path: .index(index, in: path)) }
  /// The trail within JSON that the text at this place holds.
  var inside: RedactionTrail { RedactionTrail(trace: trace, path: .inside(path)) }

  func note(_ part: RedactionFinding.Part, _ rule: RedactionRule, size: Int) {
    trace.note(RedactionFinding(path: path.pointer, part: part, rule: rule, size: size))
  }
}
