/// What has to be true of the operations that a rule counts.
public enum AlertCondition: Hashable, Sendable {
  /// More than so many within a time. With 0, each operation is enough, and those within the rule's quiet time are one alert.
  case count(moreThan: Int, within: Duration)
  /// More than this share of them failed (0.05 is 5 %), of at least so many, in the time up to the newest.
  case failedShare(above: Double, atLeast: Int, within: Duration)
  /// They are of more than so many resources, in the time up to the newest.
  case distinctResources(moreThan: Int, within: Duration)
  /// They are done outside of these hours.
  case outsideHours(WorkingHours)
  /// The user never did anything that the rule counts to this type of resource before.
  case firstSeen
  /// A user does more within an hour than this many times what is usual for them at this hour of the week, and at least so many.
  ///
  /// What is usual is what they did on average in the same hour of the week in the four weeks before.
  case aboveUsual(factor: Double, atLeast: Int)
  /// One of these fields is changed, or is in the only state that there is.
  case fieldsTouched([FieldPath])
  /// Nothing is done to a type for so long.
  case silence(Duration)

  /// The longest time that operations are counted over.
  public static let longestWindow: Duration = .seconds(31 * 86_400)

  /// How long operations are counted over; `nil` where each is looked at by itself.
  var window: Duration? {
    switch self {
    case .count(_, let window), .failedShare(_, _, let window), .distinctResources(_, let window): window
    case .aboveUsual: .seconds(3600)
    case .silence(let time): time
    case .outsideHours, .firstSeen, .fieldsTouched: nil
    }
  }

  func check() throws(HistoryError) {
    func require(_ holds: Bool, _ sentence: String) throws(HistoryError) {
      guard holds else { throw HistoryError(.invalidConfiguration, sentence) }
    }
    if let window {
      try require(
        (.seconds(1)...Self.longestWindow).contains(window), "operations are counted over \(window): give from 1 second to 31 days")
    }
    switch self {
    case .count(let limit, _): try require((0...100_000).contains(limit), "more than \(limit) has no meaning: give 0 to 100,000")
    case .distinctResources(let limit, _):
      try require((1...100_000).contains(limit), "more than \(limit) resources has no meaning: give 1 to 100,000")
    case .failedShare(let share, let least, _):
      try require(share >= 0 && share < 1, "a share of \(share) has no meaning: give 0 up to, but not, 1")
      try require((1...100_000).contains(least), "at least \(least) operations has no meaning: give 1 to 100,000")
    case .aboveUsual(let factor, let least):
      try require(factor >= 1 && factor <= 1000, "\(factor) times what is usual has no meaning: give 1 to 1,000")
      try require((1...100_000).contains(least), "at least \(least) operations has no meaning: give 1 to 100,000")
    case .fieldsTouched(let fields): try require(!fields.isEmpty, "no field is named: name some")
    case .outsideHours, .firstSeen, .silence: break
    }
  }

  /// The condition as the end of a sentence: `more than 10 within 1 hour`.
  var sentence: String {
    switch self {
    case .count(0, _): "any"
    case .count(let limit, let window): "more than \(limit) within \(window.words)"
    case .failedShare(let share, let least, let window):
      "more than \(((share * 10_000).rounded() / 100).words) % failed of at least \(least) within \(window.words)"
    case .distinctResources(let limit, let window): "of more than \(limit) resources within \(window.words)"
    case .outsideHours(let hours): "outside of \(hours)"
    case .firstSeen: "by a user who never did that to this type"
    case .aboveUsual(let factor, let least): "more than \(factor.words) times what is usual for the hour, at least \(least)"
    case .fieldsTouched(let fields): "touching \(fields.map(\.description).joined(separator: ", "))"
    case .silence(let time): "nothing for \(time.words)"
    }
  }
}

extension Double {
  /// The number as people write it: `5`, `2.5`.
  fileprivate var words: String { self == rounded() ? String(description.prefix { $0 != "." }) : description }
}

extension Duration {
  /// Whole microseconds.
  var microseconds: Int64 { Int64(self / .microseconds(1)) }

  /// The time in the largest unit that it is a whole number of: `1 hour`, `90 minutes`.
  package var words: String {
    let seconds = components.seconds
    for (length, unit) in [(86_400, "day"), (3600, "hour"), (60, "minute")] as [(Int64, String)]
    where seconds > 0 && seconds % length == 0 {
      let count = seconds / length
      return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
    return "\(seconds) second\(seconds == 1 ? "" : "s")"
  }
}
