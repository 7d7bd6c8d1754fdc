import Annals
import AnnalsTestSupport
import Foundation
import Testing

@Suite("Timestamp")
struct TimestampTests {
  static let read: [(text: String, written: String)] = [
    ("2025-12-16T20:30:00.123456Z", "2025-12-16T20:30:00.123456Z"), ("2025-12-16T20:30:00Z", "2025-12-16T20:30:00.000000Z"),
    ("2025-12-16T20:30:00", "2025-12-16T20:30:00.000000Z"), ("2025-12-16T20:30:00.5", "2025-12-16T20:30:00.500000Z"),
    ("2025-12-16 20:30:00+00:00", "2025-12-16T20:30:00.000000Z"), ("2025-12-16t20:30:00z", "2025-12-16T20:30:00.000000Z"),
    ("2025-12-16T20:30:00-00:00", "2025-12-16T20:30:00.000000Z"), ("2025-12-16T20:30:00+0000", "2025-12-16T20:30:00.000000Z"),
    ("2025-12-16T20:30:00.1Z", "2025-12-16T20:30:00.100000Z"), ("2025-12-16T20:30:00.12Z", "2025-12-16T20:30:00.120000Z"),
    ("2025-12-16T20:30:00.123Z", "2025-12-16T20:30:00.123000Z"), ("2025-12-16T20:30:00.1234Z", "2025-12-16T20:30:00.123400Z"),
    ("2025-12-16T20:30:00.12345Z", "2025-12-16T20:30:00.123450Z"), ("2025-12-16T20:30:00.1234567Z", "2025-12-16T20:30:00.123456Z"),
    ("2025-12-16T20:30:00.12345678Z", "2025-12-16T20:30:00.123456Z"), ("2025-12-16T20:30:00.999999999Z", "2025-12-16T20:30:00.999999Z"),
    ("2025-12-16T20:30:00.000000001Z", "2025-12-16T20:30:00.000000Z"), ("2025-12-16T20:30:00,25Z", "2025-12-16T20:30:00.250000Z"),
    ("2025-12-16T20:30:00+05:30", "2025-12-16T15:00:00.000000Z"), ("2025-12-16T20:30:00-08:00", "2025-12-17T04:30:00.000000Z"),
    ("2025-12-31T23:59:59.999999-00:01", "2026-01-01T00:00:59.999999Z"), ("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00.000000Z"),
    ("2025-12-16T20:30:00+23:59", "2025-12-15T20:31:00.000000Z"), ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"),
    ("2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000000Z"), ("2400-02-29T00:00:00Z", "2400-02-29T00:00:00.000000Z"),
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
    ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"), ("1582-10-10T00:00:00Z", "1582-10-10T00:00:00.000000Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"), ("0001-01-01T00:00:00-01:00", "0001-01-01T01:00:00.000000Z"),
    ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
  ]

  @Test("A moment is read from RFC 3339, older shapes included, and written in UTC with microseconds", arguments: read)
  func reads(text: String, written: String) throws {
    let timestamp = try Timestamp(text)
    #expect(timestamp.description == written)
    #expect(try Timestamp(written) == timestamp)
  }

  static let refused = [
    "", "now", "2025", "2025-12-16", "20:30:00", "2025-12-16T20:30Z", "2025-12-16T20:30:60Z", "2025-12-16T20:60:00Z",
    "2025-12-16T24:00:00Z", "2025-12-16T23:59:60Z",
    "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-01-00T00:00:00Z", "2025-01-32T00:00:00Z", "2025-04-31T00:00:00Z",
    "2025-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z", "0000-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2025-12-16T20:30:00.Z", "2025-12-16T20:30:00.1234567890Z", "2025-12-16T20:30:00.12a", "2025-12-16T20:30:00+5:30",
    "2025-12-16T20:30:00+05", "2025-12-16T20:30:00+24:00",
    "2025-12-16T20:30:00+05:60", "2025-12-16T20:30:00ZZ", "2025-12-16T20:30:00Z ", " 2025-12-16T20:30:00Z", "2025-12-16T20:30:00 Z",
    "2025-12-16T20:30:00 UTC",
    "2025/12/16T20:30:00Z", "20251216T203000Z", "2025-W51-2T20:30:00Z", "1765917000", "2025-1-6T20:30:00Z", "2025-12-16T2:30:00Z",
    "２025-12-16T20:30:00Z", "2025-12-16T20:30:00\u{0}",
  ]

  @Test("What is no moment is refused with what would be right", arguments: refused)
  func refuses(text: String) throws {
    let error = try #require(throws: HistoryError.self) { try Timestamp(text) }
    #expect(error.code == .invalidTimestamp)
    #expect(error.description == "the timestamp \"\(text)\" cannot be read: send RFC 3339, as 2025-12-16T20:30:00.123456Z")
  }

  @Test("Moments agree with Foundation's calendar, over all years")
  func agreesWithFoundation() throws {
    var generator = SeededGenerator()
    let seed = generator.seed
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    let first: Int64 = -62_135_596_800
    let last: Int64 = 253_402_300_799
    for _ in 0..<3000 {
      // Foundation's calendar becomes Julian before 1582.
      let seconds = Int64.random(in: -12_219_292_800...last, using: &generator)
      let fraction = Int64.random(in: 0..<1_000_000, using: &generator)
      let timestamp = Timestamp(microseconds: seconds * 1_000_000 + fraction)
      let date = Date(timeIntervalSince1970: Double(seconds))
      let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
      func two(_ value: Int?) -> String { String(format: "%02d", value ?? -1) }
      let expected =
        String(format: "%04d", parts.year ?? -1) + "-\(two(parts.month))-\(two(parts.day))T\(two(parts.hour)):\(two(parts.minute)):"
        + "\(two(parts.second)).\(String(format: "%06d", Int(fraction)))Z"
      #expect(timestamp.description == expected, "seed \(seed)")
      #expect(timestamp.day == Int64((Double(seconds) / 86400).rounded(.down)), "seed \(seed)")
    }
    for _ in 0..<3000 {
      let moment = Int64.random(in: first * 1_000_000...last * 1_000_000 + 999_999, using: &generator)
      let timestamp = Timestamp(microseconds: moment)
      #expect(timestamp.microseconds == moment)
      #expect(try Timestamp(timestamp.description) == timestamp, "seed \(seed)")
      #expect(Timestamp(day: timestamp.day) <= timestamp, "seed \(seed)")
      #expect(moment - Timestamp(day: timestamp.day).microseconds < 86_400_000_000, "seed \(seed)")
    }
  }

  @Test("Offsets agree with Foundation's")
  func offsetsAgree() throws {
    var generator = SeededGenerator()
    for _ in 0..<500 {
      let minutes = Int.random(in: -1080...1080, using: &generator)
      let sign = minutes < 0 ? "-" : "+"
      let text = "2024-02-29T12:34:56" + sign + String(format: "%02d:%02d", abs(minutes) / 60, abs(minutes) % 60)
      let expected = try Date(text, strategy: .iso8601)
      #expect(try Timestamp(text).date == expected, "\(text)")
    }
  }

  @Test(
    "A day is counted in UTC, before 1970 too",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01T23:59:59.999999Z", 0), ("1970-01-02T00:00:00Z", 1), ("1969-12-31T23:59:59.999999Z", -1),
      ("1969-12-31T00:00:00Z", -1), ("1969-12-30T23:59:59Z", -2), ("0001-01-01T00:00:00Z", -719_162), ("9999-12-31T23:59:59Z", 2_932_896),
    ] as [(String, Int64)])
  func days(text: String, day: Int64) throws {
    #expect(try Timestamp(text).day == day)
  }

  @Test("The order of moments is the order of their texts")
  func order() {
    var generator = SeededGenerator()
    let seed = generator.seed
    let moments = (0..<500).map { _ in
      Timestamp(microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator))
    }
    #expect(moments.sorted().map(\.description) == moments.map(\.description).sorted(), "seed \(seed)")
  }

  @Test("What lies outside years 1 to 9999 is moved to the nearest end")
  func clamps() {
    let first = "0001-01-01T00:00:00.000000Z"
    let last = "9999-12-31T23:59:59.999999Z"
    #expect(Timestamp(microseconds: .min).description == first)
    #expect(Timestamp(microseconds: .max).description == last)
    #expect(Timestamp(Date.distantPast).description == first)
    #expect(Timestamp(Date(timeIntervalSince1970: 1e300)).description == last)
    #expect(Timestamp(Date(timeIntervalSince1970: -.infinity)).description == first)
    #expect(Timestamp(Date(timeIntervalSince1970: .infinity)).description == last)
    #expect(Timestamp(day: .min).description == first)
    #expect(Timestamp(day: .max).description == last)
    #expect(Timestamp(day: 0).advanced(byMicroseconds: .max).description == last)
    #expect(Timestamp(day: 0).advanced(byMicroseconds: .min).description == first)
    #expect(Timestamp(microseconds: .max).advanced(byMicroseconds: .max).description == last)
    #expect(Timestamp(day: 1).advanced(byMicroseconds: -1).description == "1970-01-01T23:59:59.999999Z")
  }

  @Test("A moment goes through a Date and back, to the microsecond, in all years of our time")
  func dates() {
    var generator = SeededGenerator()
    let seed = generator.seed
    for _ in 0..<2000 {
      let timestamp = Timestamp(microseconds: Int64.random(in: -2_000_000_000_000_000...4_000_000_000_000_000, using: &generator))
      #expect(Timestamp(timestamp.date) == timestamp, "seed \(seed)")
    }
  }
}
