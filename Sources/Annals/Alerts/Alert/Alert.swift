/// Something that a rule was written for: which rule, whose operations, how many, from when to when. It holds names and counts, and no state.
public struct Alert: Hashable, Sendable {
  /// How it stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// The condition is met.
    case open
    /// It is met no longer.
    case resolved
  }

  /// A person's word that they look after it.
  public struct Acknowledgement: Hashable, Sendable {
    /// Who.
    public let user: User
    /// When.
    public let moment: Timestamp
  }

  /// Which alert it is.
  public let id: AlertID
  /// The rule's name.
  public let rule: String
  /// How much it matters.
  public let severity: AlertRule.Severity
  /// The rule's sentence, where it has one.
  public let summary: String?
  /// What the rule asks for: `more than 10 within 1 hour`.
  public let condition: String
  /// The operations that the rule counts, of which the alert's are some.
  public let operations: AlertedOperations
  /// Whose operations it is about.
  public let subject: AlertSubject
  /// The moment of the operation with which the condition was met.
  public let opened: Timestamp
  /// The earliest operation.
  public internal(set) var first: Timestamp
  /// The latest operation.
  public internal(set) var last: Timestamp
  /// What the condition counts: operations, failed operations, or resources.
  public internal(set) var count: Int
  /// How many operations it covers.
  public internal(set) var total: Int
  /// When the condition was met no longer; `nil` while it is open.
  public internal(set) var resolved: Timestamp?
  /// Who looks after it.
  public internal(set) var acknowledgement: Acknowledgement?
  /// When the condition will be met no longer, where nothing more comes; far away for silence.
  var until: Timestamp

  /// How it stands.
  public var state: State { resolved == nil ? .open : .resolved }

  /// What happened, in a sentence that holds names and counts alone: `user ann: 12 DELETE (more than 10 within 1 hour)`.
  public var sentence: String {
    let amount: String =
      switch operations.counted {
      case .operations: "\(count) \(operations.words)"
      case .failures: "\(count) of \(total) \(operations.words) failed"
      case .resources: "\(count) resources in \(total) \(operations.words)"
      case .silence: "no \(operations.words) since \(last)"
      }
    return "\(subject.text): \(amount) (\(condition))"
  }

  /// The page of the dashboard that shows its operations: a path and query to append to where the dashboard is.
  ///
  /// Operations of several kinds, types or users are shown with others of the time.
  public var path: String {
    var query: [(String, String)] = []
    switch subject {
    case .everything: break
    case .user(let user): query.append(("user", user.id))
    case .type(let type): query.append(("type", type.name))
    case .resource(let resource): query += [("type", resource.type.name), ("id", resource.id)]
    }
    let given = Set(query.map(\.0))
    query += operations.query.filter { !given.contains($0.0) }
    query.append(("from", first.description))
    query.append(("to", last.advanced(byMicroseconds: 1).description))
    return "/search?" + query.map { "\($0.0)=\(String(decoding: PercentEncoding.encoded($0.1), as: UTF8.self))" }.joined(separator: "&")
  }
}

/// Which operations an alert is about, as its rule counts them.
public struct AlertedOperations: Hashable, Sendable {
  /// What is counted.
  public enum Counted: String, Hashable, Sendable {
    case operations
    case failures
    case resources
    case silence
  }

  /// What is counted.
  public let counted: Counted
  /// The kinds, by name; empty for all.
  public let kinds: [String]
  /// The types, by name; empty for all.
  public let types: [String]
  /// The one user that the rule looks at.
  public let user: String?
  /// How they ended, where the rule asks for that.
  public let outcome: RecordFilter.Outcome?

  init(_ rule: AlertRule) {
    counted =
      switch rule.condition {
      case .failedShare: .failures
      case .distinctResources: .resources
      case .silence: .silence
      default: .operations
      }
    kinds = (rule.filter.operations ?? []).map(\.rawValue).sorted()
    types = (rule.filter.types ?? []).map(\.name).sorted()
    user = rule.filter.users.flatMap { $0.count == 1 ? $0.first?.id : nil }
    outcome = rule.filter.outcome
  }

  init(counted: Counted, kinds: [String], types: [String], user: String?, outcome: RecordFilter.Outcome?) {
    self.counted = counted
    self.kinds = kinds
    self.types = types
    self.user = user
    self.outcome = outcome
  }

  /// `DELETE`, `CREATE and UPDATE`, `operations`.
  var words: String { kinds.isEmpty ? "operations" : kinds.joined(separator: " and ") }

  /// What a search can be narrowed by.
  var query: [(String, String)] {
    var query: [(String, String)] = []
    if let user { query.append(("user", user)) }
    if kinds.count == 1 { query.append(("kind", kinds[0])) }
    if types.count == 1 { query.append(("type", types[0])) }
    let isFailed = counted == .failures ? true : outcome.map { $0 == .failed }
    if let isFailed { query.append(("failed", isFailed ? "true" : "false")) }
    return query
  }
}
