import Foundation

/// Hours of some days of the week, in a time zone.
public struct WorkingHours: Hashable, Sendable, CustomStringConvertible {
  /// A day of the week.
  public enum Day: String, Hashable, Sendable, CaseIterable {
    case monday = "mon"
    case tuesday = "tue"
    case wednesday = "wed"
    case thursday = "thu"
    case friday = "fri"
    case saturday = "sat"
    case sunday = "sun"
  }

  /// The days on which the hours begin.
  public let days: Set<Day>
  /// The first minute, counted from midnight.
  public let start: Int
  /// The first minute after them. At or below `start` it is on the next day.
  public let end: Int
  /// The time zone's name, such as `Europe/Berlin`.
  public let zone: String

  private let timeZone: TimeZone

  /// Hours of days. Throws `invalidConfiguration` where a minute is no minute of a day, no day is named, or the time zone is unknown.
  public init(days: Set<Day>, from start: Int, to end: Int, zone: String = "UTC") throws(HistoryError) {
    guard !days.isEmpty else { throw HistoryError(.invalidConfiguration, "hours of no day have no meaning: name days") }
    guard (0..<1440).contains(start), (0...1440).contains(end), start != end else {
      throw HistoryError(.invalidConfiguration, "the hours do not begin and end at different minutes of a day: give them as 07:00-19:00")
    }
    guard let timeZone = TimeZone(identifier: zone) else {
      throw HistoryError(.invalidConfiguration, "the time zone \"\(zone.prefix(60))\" is unknown: give a name such as Europe/Berlin")
    }
    self.days = days
    self.start = start
    self.end = end
    self.zone = zone
    self.timeZone = timeZone
  }

  /// Seconds that the zone's clocks are ahead of UTC at a moment.
  func offset(at moment: Timestamp) -> Int { timeZone.secondsFromGMT(for: moment.date) }

  /// Whether a moment lies in them, where the zone's clocks are so many seconds ahead of UTC.
  func contains(_ moment: Timestamp, offset seconds: Int) -> Bool {
    let local = moment.advanced(byMicroseconds: Int64(seconds) * 1_000_000)
    let minute = Int((local.microseconds - local.day * Timestamp.microsecondsPerDay) / 60_000_000)
    if start < end { return (start..<end).contains(minute) && days.contains(Self.day(local.day)) }
    if minute >= start { return days.contains(Self.day(local.day)) }
    return minute < end && days.contains(Self.day(local.day - 1))
  }

  /// Whether a moment lies in them.
  public func contains(_ moment: Timestamp) -> Bool { contains(moment, offset: offset(at: moment)) }

  /// The day of the week of a day counted from 1970-01-01, which was a Thursday.
  private static func day(_ day: Int64) -> Day { Day.allCases[Int(((day + 3) % 7 + 7) % 7)] }

  /// `mon,tue 07:00-19:00 Europe/Berlin`.
  public var description: String {
    func text(_ minute: Int) -> String {
      let (hours, minutes) = (minute / 60, minute % 60)
      return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }
    let names = Day.allCases.filter(days.contains).map(\.rawValue).joined(separator: ",")
    return "\(names) \(text(start))-\(text(end)) \(zone)"
  }
}

/// A zone's distance from UTC, found out once for each quarter of an hour: zones change their clocks at such moments alone.
struct ZoneClock: Sendable {
  private var quarter = Int64.min
  private var offset = 0

  mutating func isWithin(_ hours: WorkingHours, _ moment: Int64) -> Bool {
    let now = moment / 900_000_000
    let timestamp = Timestamp(microseconds: moment)
    if now != quarter {
      quarter = now
      offset = hours.offset(at: timestamp)
    }
    return hours.contains(timestamp, offset: offset)
  }
}
