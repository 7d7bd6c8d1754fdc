/// What an examination found out about one thing.
public struct DoctorFinding: Hashable, Sendable {
  /// How it is, in a sentence, and what to do about it.
  public enum Outcome: Hashable, Sendable {
    /// As it should be.
    case fine(String)
    /// It works, and could be better.
    case warning(String, remedy: String)
    /// History does not work this way.
    case failed(String, remedy: String)
  }

  /// What was looked at: `credentials`, `region`, `clock`, `table`, `keys`, an index by `index` and its name, `expiry`, `recovery`, or a
  /// permission by `permission` and its name; `permissions not tried` names those that trying would use.
  public let check: String
  /// How it is.
  public let outcome: Outcome

  /// Makes a finding.
  public init(_ check: String, _ outcome: Outcome) {
    self.check = check
    self.outcome = outcome
  }

  /// How it is.
  public var sentence: String {
    switch outcome {
    case .fine(let sentence), .warning(let sentence, _), .failed(let sentence, _): sentence
    }
  }

  /// What to do; `nil` where all is fine.
  public var remedy: String? {
    switch outcome {
    case .fine: nil
    case .warning(_, let remedy), .failed(_, let remedy): remedy
    }
  }

  /// Whether history does not work this way.
  public var isFailure: Bool { if case .failed = outcome { true } else { false } }
}
