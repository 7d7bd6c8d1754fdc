package import Foundation

/// When something is due, as cron says it: minute, hour, day of the month, month, day of the week; or `@hourly`, `@daily` and their like.
///
/// - Fields take `*`, numbers, names (`JAN`, `MON`, in any case), ranges, steps and lists; 0 and 7 are Sunday.
/// - Where both days are restricted (neither begins with `*`), either is enough, as in Vixie's cron.
/// - Where clocks change, what names its hours is due once a day: a time that does not exist is due at the moment of the change, a time that comes twice
///   at its first coming. What leaves the hour open (`*`, `*/2`) is due whenever the clock shows a time that fits.
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
  /// The expression as it was given.
  package let description: String
  let minute: CronField
  let hour: CronField
  let dayOfMonth: CronField
  let month: CronField
  let dayOfWeek: CronField

  private static let shorthands = [
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0", "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
  ]

  /// Reads an expression. Throws `invalidConfiguration`, also where it is never due, as on 30 February.
  package init(_ text: String) throws(HistoryError) {
    description = text
    let trimmed = text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    if trimmed.hasPrefix("@"), Self.shorthands[trimmed.lowercased()] == nil {
      throw HistoryError(
        .invalidConfiguration, "\"\(text.quoted(40))\" is no time: give one of \(Self.shorthands.keys.sorted().joined(separator: ", "))")
    }
    let fields = (Self.shorthands[trimmed.lowercased()] ?? trimmed).split { $0 == " " || $0 == "\t" }
    guard fields.count == 5 else {
      throw HistoryError(
        .invalidConfiguration,
        "\"\(text.quoted(60))\" has \(fields.count) fields: give five (minute, hour, day of the month, month, day of the week), as 0 3 * * *"
      )
    }
    minute = try CronField(fields[0], .minute)
    hour = try CronField(fields[1], .hour)
    dayOfMonth = try CronField(fields[2], .dayOfMonth)
    month = try CronField(fields[3], .month)
    dayOfWeek = try CronField(fields[4], .dayOfWeek)
    guard isEverDue else {
      throw HistoryError(.invalidConfiguration, "\"\(text.quoted(60))\" is never due: none of its months has such a day")
    }
  }

  /// The first moment after another at which it is due, by the clocks of a time zone.
  package func next(after moment: Timestamp, in zone: TimeZone) -> Timestamp? {
    let time = LocalTime(zone: zone)
    let first = time.localDay(of: moment)
    // The calendar's days and weeks repeat within forty years at most, around a century without a leap day.
    for day in first..<(first + 41 * 366) where isDue(onDay: day) {
      if let due = firstDue(onDay: day, after: moment, time) { return due }
    }
    return nil
  }

  /// The last moment up to another at which it was due, within the last nine years.
  package func last(upTo moment: Timestamp, in zone: TimeZone) -> Timestamp? {
    for hours in [1, 24, 32 * 24, 367 * 24, 9 * 366 * 24] as [Int64] {
      var found: Timestamp?
      var next = next(after: moment.advanced(byMicroseconds: -hours * 3_600_000_000), in: zone)
      while let due = next, due <= moment {
        found = due
        next = self.next(after: due, in: zone)
      }
      if let found { return found }
    }
    return nil
  }

  private var isEverDue: Bool {
    guard dayOfWeek.isOpen else { return true }
    return month.values.contains { month in
      dayOfMonth.values.contains { $0 <= (month == 2 ? 29 : CivilDate.days(inMonth: Int64(month), of: 2024)) }
    }
  }

  /// Whether it is due on a day, counted from 1970-01-01.
  func isDue(onDay day: Int64) -> Bool {
    let date = CivilDate.date(fromDay: day)
    guard month.contains(Int(date.month)) else { return false }
    let isDayOfMonth = dayOfMonth.contains(Int(date.day))
    // 1970-01-01 was a Thursday.
    let isDayOfWeek = dayOfWeek.contains(Int(((day + 4) % 7 + 7) % 7))
    return dayOfMonth.isOpen || dayOfWeek.isOpen ? isDayOfMonth && isDayOfWeek : isDayOfMonth || isDayOfWeek
  }

  /// When it is due first after a moment, on a day that it is due on.
  private func firstDue(onDay day: Int64, after moment: Timestamp, _ time: LocalTime) -> Timestamp? {
    let start = day * 86_400
    guard !hour.isOpen else { return time.moments(from: start, to: start + 86_400).first { $0 > moment && shows($0, day, time) } }
    var seconds: Set<Int64> = []
    for hour in hour.values { for minute in minute.values { seconds.insert(time.first(start + Int64(hour * 3600 + minute * 60))) } }
    return seconds.sorted().lazy.map { Timestamp(microseconds: $0 * 1_000_000) }.first { $0 > moment }
  }

  /// Whether clocks show a time that fits at a moment of a day.
  private func shows(_ moment: Timestamp, _ day: Int64, _ time: LocalTime) -> Bool {
    let local = time.local(moment.microseconds / 1_000_000) - day * 86_400
    return (0..<86_400).contains(local) && hour.contains(Int(local / 3600)) && minute.contains(Int(local / 60 % 60))
  }
}
