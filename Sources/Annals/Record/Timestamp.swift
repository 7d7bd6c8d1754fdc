public import Foundation

/// A moment in UTC with microseconds, from year 1 to year 9999, written as RFC 3339.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Microseconds since 1970-01-01T00:00:00Z, negative before it.
  public let microseconds: Int64

  static let earliest = Timestamp(unchecked: -62_135_596_800_000_000)
  static let latest = Timestamp(unchecked: 253_402_300_799_999_999)
  static let microsecondsPerDay: Int64 = 86_400_000_000

  private init(unchecked microseconds: Int64) { self.microseconds = microseconds }

  /// A moment from microseconds since 1970; what lies outside years 1 to 9999 is moved to the nearest end.
  public init(microseconds: Int64) {
    self.microseconds = min(max(microseconds, Self.earliest.microseconds), Self.latest.microseconds)
  }

  /// The moment of a date, to the microsecond.
  public init(_ date: Date) {
    let seconds = date.timeIntervalSince1970
    guard seconds.isFinite, abs(seconds) < 300_000_000_000 else {
      self = seconds < 0 ? .earliest : .latest
      return
    }
    self.init(microseconds: Int64((seconds * 1_000_000).rounded()))
  }

  /// This moment, by the system's clock.
  public static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// Reads RFC 3339 text: `T` or a space between, none to nine digits of a fraction (microseconds are kept), `Z`, an offset such as
  /// `+00:00`, or none for UTC, as older records have it.
  ///
  /// Throws `invalidTimestamp` for anything else.
  public init(_ text: String) throws(HistoryError) {
    var text = text
    guard let moment = text.withUTF8({ TimestampParser(bytes: $0).parse() }) else {
      throw HistoryError(
        .invalidTimestamp, "the timestamp \"\(text.quoted(40))\" cannot be read: send RFC 3339, as 2025-12-16T20:30:00.123456Z")
    }
    self.init(microseconds: moment)
  }

  /// The moment as a date; a `Date` holds fewer digits than microseconds need after about year 2100.
  public var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

  /// Days since 1970-01-01, counted in UTC.
  public var day: Int64 {
    let quotient = microseconds / Self.microsecondsPerDay
    return microseconds % Self.microsecondsPerDay < 0 ? quotient - 1 : quotient
  }

  /// The first moment of a day counted from 1970-01-01; what lies outside years 1 to 9999 is moved to the nearest end.
  package init(day: Int64) {
    let (product, overflow) = day.multipliedReportingOverflow(by: Self.microsecondsPerDay)
    self.init(microseconds: overflow ? (day < 0 ? .min : .max) : product)
  }

  /// The moment this many microseconds later, or earlier when negative.
  public func advanced(byMicroseconds distance: Int64) -> Timestamp {
    let (sum, overflow) = microseconds.addingReportingOverflow(distance)
    return Timestamp(microseconds: overflow ? (distance < 0 ? .min : .max) : sum)
  }

  /// RFC 3339 with microseconds: `2025-12-16T20:30:00.123456Z`.
  public var description: String {
    let (year, month, dayOfMonth) = CivilDate.date(fromDay: day)
    var rest = microseconds - day * Self.microsecondsPerDay
    let fraction = rest % 1_000_000
    rest /= 1_000_000
    return String(unsafeUninitializedCapacity: 27) { buffer in
      func put(_ value: Int64, _ at: Int, _ width: Int) {
        var value = value
        for offset in stride(from: at + width - 1, through: at, by: -1) {
          buffer[offset] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
          value /= 10
        }
      }
      put(year, 0, 4)
      put(month, 5, 2)
      put(dayOfMonth, 8, 2)
      put(rest / 3600, 11, 2)
      put(rest / 60 % 60, 14, 2)
      put(rest % 60, 17, 2)
      put(fraction, 20, 6)
      for (offset, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (26, "Z")] as [(Int, Unicode.Scalar)] {
        buffer[offset] = UInt8(ascii: mark)
      }
      return 27
    }
  }

  /// Earlier before later.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

/// The proleptic Gregorian calendar. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
enum CivilDate {
  static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  static func date(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  static func days(inMonth month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}

private struct TimestampParser {
  let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func take(_ options: Unicode.Scalar...) -> UInt8? {
    guard index < bytes.count, options.contains(where: { UInt8(ascii: $0) == bytes[index] }) else { return nil }
    index += 1
    return bytes[index - 1]
  }

  mutating func number(_ width: Int) -> Int64? {
    guard index + width <= bytes.count else { return nil }
    var value: Int64 = 0
    for _ in 0..<width {
      guard (0x30...0x39).contains(bytes[index]) else { return nil }
      value = value * 10 + Int64(bytes[index] - 0x30)
      index += 1
    }
    return value
  }

  consuming func parse() -> Int64? {
    guard let year = number(4), take("-") != nil, let month = number(2), take("-") != nil, let day = number(2),
      take("T", "t", " ") != nil, let hour = number(2), take(":") != nil, let minute = number(2), take(":") != nil,
      let second = number(2), year >= 1, (1...12).contains(month), (1...CivilDate.days(inMonth: month, of: year)).contains(day),
      hour < 24, minute < 60, second < 60, let fraction = fraction(), let offset = offset(), index == bytes.count
    else { return nil }
    let seconds = CivilDate.day(year: year, month: month, day: day) * 86400 + hour * 3600 + minute * 60 + second - offset
    let moment = seconds * 1_000_000 + fraction
    return (Timestamp.earliest.microseconds...Timestamp.latest.microseconds).contains(moment) ? moment : nil
  }

  private mutating func fraction() -> Int64? {
    guard take(".", ",") != nil else { return 0 }
    var value: Int64 = 0
    var width = 0
    while width < 9, let digit = number(1) {
      if width < 6 { value = value * 10 + digit }
      width += 1
    }
    guard width > 0 else { return nil }
    for _ in min(width, 6)..<6 { value *= 10 }
    return value
  }

  private mutating func offset() -> Int64? {
    if index == bytes.count || take("Z", "z") != nil { return 0 }
    guard let sign = take("+", "-"), let hours = number(2), hours < 24 else { return nil }
    _ = take(":")
    guard let minutes = number(2), minutes < 60 else { return nil }
    return (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
  }
}
