import Annals

/// A moment as an argument writes it: RFC 3339, a whole day, or how long ago.
enum MomentArgument: Hashable {
  case moment(Timestamp)
  case day(Int64)

  /// The forms, for help.
  static let forms = "2025-12-16, 2025-12-16T20:30:00Z, 2025-12-16T20:30Z, or how long ago: 90m, 24h, 7d"

  /// Reads a moment. Throws `invalidTimestamp`.
  init(_ text: String, now: Timestamp = .now) throws(HistoryError) {
    if let ago = Self.microsecondsAgo(text) {
      self = .moment(now.advanced(byMicroseconds: -ago))
    } else if text.utf8.count == 10, let midnight = try? Timestamp(text + "T00:00:00Z") {
      self = .day(midnight.day)
    } else if let moment = try? Timestamp(text) {
      self = .moment(moment)
    } else if let moment = try? Timestamp(Self.withSeconds(text)) {
      self = .moment(moment)
    } else {
      throw HistoryError(.invalidTimestamp, "\"\(text.quoted(40))\" is no moment: give \(Self.forms)")
    }
  }

  /// The first moment that is meant: of a day, its beginning.
  var first: Timestamp {
    switch self {
    case .moment(let moment): moment
    case .day(let day): Timestamp(day: day)
    }
  }

  /// The moment before which records are meant: a day is meant whole.
  var end: Timestamp {
    switch self {
    case .moment(let moment): moment
    case .day(let day): Timestamp(day: day + 1)
    }
  }

  /// The day that is meant, or that the moment lies in.
  var day: Int64 {
    switch self {
    case .moment(let moment): moment.day
    case .day(let day): day
    }
  }

  /// A moment to the minute, `2025-12-16T20:30Z`, with its seconds.
  private static func withSeconds(_ text: String) -> String {
    guard text.utf8.count >= 16 else { return text }
    let index = text.utf8.index(text.startIndex, offsetBy: 16)
    return text[..<index] + ":00" + text[index...]
  }

  private static func microsecondsAgo(_ text: String) -> Int64? {
    guard let unit = text.last, let count = Int64(text.dropLast()), (0...1_000_000).contains(count) else { return nil }
    switch unit {
    case "m": return count * 60_000_000
    case "h": return count * 3_600_000_000
    case "d": return count * 86_400_000_000
    default: return nil
    }
  }
}
