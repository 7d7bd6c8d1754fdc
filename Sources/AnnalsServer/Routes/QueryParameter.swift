import Annals

/// A parameter of the query: what the handlers accept, and what the OpenAPI document says, in one place.
struct QueryParameter: Hashable, Sendable {
  /// What the value may be.
  enum Form: Hashable, Sendable {
    case whole(ClosedRange<Int>, code: HistoryError.Code)
    case flag
    case operation
    case resourceType
    case user
    case moment
    case day
    case cursor
    case word([String])
    /// A text of so many characters at most, and one at least.
    case text(Int)
  }

  let name: String
  let form: Form
  let summary: String
  /// What holds where the parameter is absent, as JSON; `nil` where nothing does.
  var fallback: JSONValue?
  var isRequired = false

  /// What would be right, for problems.
  var expected: String {
    switch form {
    case .whole(let range, _): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .flag: "true or false"
    case .operation: "CREATE, UPDATE, DELETE or READ"
    case .resourceType: "1 to 64 characters without #"
    case .user: "1 to 256 bytes in UTF-8"
    case .moment: "RFC 3339, as 2025-12-16T20:30:00.123456Z, or a day, as 2025-12-16"
    case .day: "a day, as 2025-12-16"
    case .cursor: "next_cursor as the last page gave it"
    case .word(let words): words.joined(separator: " or ")
    case .text(let length): "1 to \(length) characters"
    }
  }
}

extension QueryParameter {
  static func limit(default limit: Int) -> QueryParameter {
    QueryParameter(
      name: "limit", form: .whole(PageRequest.limits, code: .invalidLimit), summary: "Records of a page at most.",
      fallback: .number(JSONNumber(limit)))
  }

  static func full(default value: Bool) -> QueryParameter {
    QueryParameter(
      name: "full", form: .flag, summary: "Whether texts that are shown cut are put back, as far as they are kept.", fallback: .bool(value))
  }

  static let cursor = QueryParameter(
    name: "cursor", form: .cursor, summary: "Where the page begins: `next_cursor` of the page before. It is good with other filters too.")
  static let operationType = QueryParameter(
    name: "operation_type", form: .operation, summary: "Only operations of this kind, in any case.")
  static let userID = QueryParameter(name: "user_id", form: .user, summary: "Only what this user did.")
  static let requestID = QueryParameter(
    name: "request_id", form: .text(256), summary: "Only what belongs to this request, as `metadata.request_id` says. \(reading)")
  static let traceID = QueryParameter(
    name: "trace_id", form: .text(256), summary: "Only what belongs to this trace, as `metadata.trace_id` says. \(reading)")
  private static let reading = """
    Records are read for it, at most 5,000 a page: a page can be short then, `Warning` says so, and `next_cursor` leads on. Give a time or a type with it.
    """
  static let resourceType = QueryParameter(name: "resource_type", form: .resourceType, summary: "Only resources of this type, in any case.")
  static let success = QueryParameter(
    name: "success", form: .flag, summary: "Only operations that succeeded (`true`) or failed (`false`).")
  static let from = QueryParameter(name: "from", form: .moment, summary: "Only from this moment on; a day means its first moment in UTC.")
  static let to = QueryParameter(
    name: "to", form: .moment, summary: "Only before this moment; a day means its first moment in UTC, so that day is not included.")
  static let at = QueryParameter(
    name: "at", form: .moment, summary: "The moment; operations of it count. A day means its first moment in UTC.", isRequired: true)
  static let showsAbsent = QueryParameter(
    name: "absent", form: .flag, summary: "Whether resources that were removed before are among them.", fallback: false)
  static let earlier = QueryParameter(
    name: "from", form: .moment, summary: "The earlier moment; a day means its first moment in UTC.", isRequired: true)
  static let later = QueryParameter(
    name: "to", form: .moment, summary: "The later moment; a day means its first moment in UTC. Default: now.")
  static let firstDay = QueryParameter(name: "from", form: .day, summary: "The first day (UTC) that is counted.")
  static let lastDay = QueryParameter(name: "to", form: .day, summary: "The last day (UTC) that is counted.")
  static let daysToKeep = QueryParameter(
    name: "days_to_keep", form: .whole(1...HistoryService.maximumRetention, code: .invalidRetention),
    summary: "Records older than this many days are removed.", isRequired: true)
  static let keepLast = QueryParameter(
    name: "keep_last", form: .flag, summary: "Whether the last state of each resource that is still there stays, however old it is.",
    fallback: false)
  static let yesRemove = QueryParameter(
    name: "yes_remove", form: .whole(0...1_000_000_000_000, code: .invalidRetention),
    summary: "The number of records that a refusal (409) named: agrees to a clean-up that removes more than nine in ten records of a type.")
  static let dryRun = QueryParameter(
    name: "dry_run", form: .flag, summary: "Whether records are only counted, and none removed.", fallback: false)
}
