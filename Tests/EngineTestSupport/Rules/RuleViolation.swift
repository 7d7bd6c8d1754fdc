/// What AWS would refuse a request for, in a sentence.
struct RuleViolation: Error, Hashable {
  let sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

/// Refuses with the sentence unless the condition holds.
func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(RuleViolation) {
  guard holds else { throw RuleViolation(sentence()) }
}
