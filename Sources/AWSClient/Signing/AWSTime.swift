import Foundation

/// The notations of time in AWS's headers and bodies.
enum AWSTime {
  /// `20150830T123600Z`, as signatures have it.
  static func basic(_ date: Date) -> String { text(date, separated: false) }

  /// `2015-08-30T12:36:00Z`.
  static func iso8601(_ date: Date) -> String { text(date, separated: true) }

  /// Reads ISO 8601 with seconds, an optional fraction, and `Z` or an offset; with or without separators.
  static func parseISO8601(_ text: String) -> Date? {
    var digits: [Int] = []
    var rest = text.utf8[...]
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    while digits.count < 14, let byte = rest.popFirst() {
      if isDigit(byte) { digits.append(Int(byte) - 0x30) } else if !"-:Tt ".utf8.contains(byte) { return nil }
    }
    guard digits.count == 14 else { return nil }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    var seconds = Double(
      epoch(year: number(0..<4), month: number(4..<6), day: number(6..<8))
        + number(8..<10) * 3600 + number(10..<12) * 60 + number(12..<14))
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      var unit = 0.1
      while let byte = rest.first, isDigit(byte) {
        seconds += Double(byte - 0x30) * unit
        unit /= 10
        rest.removeFirst()
      }
    }
    guard let zone = rest.popFirst() else { return nil }
    if zone | 0x20 == UInt8(ascii: "z") { return rest.isEmpty ? Date(timeIntervalSince1970: seconds) : nil }
    let offset = rest.filter(isDigit).map { Int($0) - 0x30 }
    guard offset.count == 4, zone == UInt8(ascii: "+") || zone == UInt8(ascii: "-") else { return nil }
    let shift = Double((offset[0] * 10 + offset[1]) * 3600 + (offset[2] * 10 + offset[3]) * 60)
    return Date(timeIntervalSince1970: zone == UInt8(ascii: "+") ? seconds - shift : seconds + shift)
  }

  /// Reads an HTTP date, `Sun, 30 Aug 2015 12:36:00 GMT` (RFC 9110, section 5.6.7).
  static func parseHTTPDate(_ text: String) -> Date? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]) else { return nil }
    guard let month = months.firstIndex(of: String(parts[2])) else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3 else { return nil }
    let seconds = epoch(year: year, month: month + 1, day: day) + clock[0] * 3600 + clock[1] * 60 + clock[2]
    return Date(timeIntervalSince1970: Double(seconds))
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Seconds from 1970 to a day of the Gregorian calendar.
  /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil).
  private static func epoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return (era * 146_097 + dayOfEra - 719_468) * 86_400
  }

  private static func text(_ date: Date, separated: Bool) -> String {
    let total = Int(date.timeIntervalSince1970.rounded(.down))
    let secondOfDay = ((total % 86_400) + 86_400) % 86_400
    let days = (total - secondOfDay) / 86_400 + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return String(unsafeUninitializedCapacity: 20) { buffer in
      var count = 0
      func put(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
      }
      func put(_ value: Int, width: Int) {
        var divisor = width == 4 ? 1000 : 10
        for _ in 0..<width {
          put(UInt8(0x30 + value / divisor % 10))
          divisor /= 10
        }
      }
      put(year, width: 4)
      if separated { put(UInt8(ascii: "-")) }
      put(month, width: 2)
      if separated { put(UInt8(ascii: "-")) }
      put(day, width: 2)
      put(UInt8(ascii: "T"))
      put(secondOfDay / 3600, width: 2)
      if separated { put(UInt8(ascii: ":")) }
      put(secondOfDay / 60 % 60, width: 2)
      if separated { put(UInt8(ascii: ":")) }
      put(secondOfDay % 60, width: 2)
      put(UInt8(ascii: "Z"))
      return count
    }
  }
}
