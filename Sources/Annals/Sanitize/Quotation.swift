extension StringProtocol {
  /// The beginning of what somebody sent, as an error's sentence quotes it: secrets are marked before it is cut, for a part of one is none of a
  /// known shape any more.
  package func quoted(_ limit: Int) -> String { String(Sanitizer.withoutSecrets(String(prefix(4096))).prefix(limit)) }
}
