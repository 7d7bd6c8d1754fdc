import Foundation
import Testing

@testable import Annals

@Suite("Cron expressions")
struct CronExpressionTests {
  /// The next times at which something is due, in UTC to the minute.
  private func next(_ text: String, after moment: String, in zone: String = "UTC", count: Int = 1) throws -> [String] {
    let cron = try CronExpression(text)
    let zone = try ScheduleEntry.zone(zone)
    var times: [Timestamp] = []
    var last = try Timestamp(moment)
    while times.count < count, let due = cron.next(after: last, in: zone) {
      times.append(due)
      last = due
    }
    return times.map { String($0.description.prefix(16)) }
  }

  @Test(
    "What is due next is what the fields say",
    arguments: [
      ("0 3 * * *", "2026-05-01T02:59:59Z", "2026-05-01T03:00"), ("0 3 * * *", "2026-05-01T03:00:00Z", "2026-05-02T03:00"),
      ("*/15 * * * *", "2026-05-01T02:59:59Z", "2026-05-01T03:00"), ("30 22 * * FRI", "2026-05-01T22:30:00Z", "2026-05-08T22:30"),
      ("@hourly", "2026-12-31T23:00:00Z", "2027-01-01T00:00"), ("@daily", "2026-12-31T12:00:00Z", "2027-01-01T00:00"),
      ("@weekly", "2026-05-01T00:00:00Z", "2026-05-03T00:00"), ("@monthly", "2026-12-01T00:00:00Z", "2027-01-01T00:00"),
      ("@yearly", "2026-01-01T00:00:00Z", "2027-01-01T00:00"), ("0 0 31 * *", "2026-01-31T00:00:00Z", "2026-03-31T00:00"),
      ("  0  3 * *\t* ", "2026-05-01T02:00:00Z", "2026-05-01T03:00"), ("59 23 31 12 *", "2026-12-31T23:58:59Z", "2026-12-31T23:59"),
    ])
  func due(text: String, moment: String, expected: String) throws { #expect(try next(text, after: moment) == [expected]) }

  @Test("29 February is due in leap years alone, over a century without one, too")
  func leapDays() throws {
    #expect(try next("0 12 29 2 *", after: "2024-02-29T12:00:00Z", count: 2) == ["2028-02-29T12:00", "2032-02-29T12:00"])
    #expect(try next("0 12 29 2 *", after: "2096-02-29T12:00:00Z") == ["2104-02-29T12:00"])
    #expect(try next("0 0 28 2 *", after: "2024-02-28T00:00:00Z", count: 1) == ["2025-02-28T00:00"])
    #expect(try next("0 0 1 3 *", after: "2024-02-29T23:59:59Z") == ["2024-03-01T00:00"])
  }

  @Test("Where both days are restricted either is enough; where one is open both count, as in other crons")
  func days() throws {
    // 13 May 2026 is a Wednesday.
    #expect(
      try next("0 0 13 * FRI", after: "2026-05-08T00:00:00Z", count: 3) == ["2026-05-13T00:00", "2026-05-15T00:00", "2026-05-22T00:00"])
    #expect(try next("0 0 */2 * MON", after: "2026-05-01T00:00:00Z", count: 2) == ["2026-05-11T00:00", "2026-05-25T00:00"])
  }

  @Test("Clocks put forward: what names a skipped hour is due at the change, once; what leaves the hour open goes on by the minute")
  func forward() throws {
    // In Berlin 02:00 to 03:00 does not exist on 29 March 2026; the change is at 01:00 UTC.
    #expect(
      try next("30 2 * * *", after: "2026-03-28T00:00:00Z", in: "Europe/Berlin", count: 3)
        == ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"])
    #expect(
      try next("*/20 2,3 * * *", after: "2026-03-29T00:00:00Z", in: "Europe/Berlin", count: 4)
        == ["2026-03-29T01:00", "2026-03-29T01:20", "2026-03-29T01:40", "2026-03-30T00:00"])
    #expect(
      try next("*/30 * * * *", after: "2026-03-29T00:29:59Z", in: "Europe/Berlin", count: 4)
        == ["2026-03-29T00:30", "2026-03-29T01:00", "2026-03-29T01:30", "2026-03-29T02:00"])
    // Every other hour by the clock: 02:00 is skipped.
    #expect(
      try next("0 */2 * * *", after: "2026-03-28T23:30:00Z", in: "Europe/Berlin", count: 2) == ["2026-03-29T02:00", "2026-03-29T04:00"])
  }

  @Test("Clocks put back: what names an hour that comes twice is due the first time; what leaves the hour open both times")
  func back() throws {
    // In Berlin 02:00 to 03:00 comes twice on 25 October 2026: from 00:00 UTC, and from 01:00 UTC.
    #expect(
      try next("30 2 * * *", after: "2026-10-24T12:00:00Z", in: "Europe/Berlin", count: 2) == ["2026-10-25T00:30", "2026-10-26T01:30"])
    #expect(
      try next("0 * * * *", after: "2026-10-24T23:00:00Z", in: "Europe/Berlin", count: 4)
        == ["2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T03:00"])
    #expect(
      try next("0 3 * * *", after: "2026-10-24T12:00:00Z", in: "America/New_York", count: 1) == ["2026-10-25T07:00"])
  }

  @Test("Zones with half hours, changes at midnight and a skipped day are due once a day")
  func oddZones() throws {
    // Lord Howe's clocks go forward by half an hour at 02:00 on 4 October 2026: 02:15 is skipped, and due at 02:30, 15:30 UTC.
    #expect(
      try next("15 2 * * *", after: "2026-10-03T00:00:00Z", in: "Australia/Lord_Howe", count: 2) == [
        "2026-10-03T15:30", "2026-10-04T15:15",
      ])
    // Beirut's went forward at midnight on 27 March 2022.
    #expect(try next("0 0 * * *", after: "2022-03-26T12:00:00Z", in: "Asia/Beirut", count: 2) == ["2022-03-26T22:00", "2022-03-27T21:00"])
    // Samoa skipped 30 December 2011.
    #expect(
      try next("0 12 * * *", after: "2011-12-29T12:00:00Z", in: "Pacific/Apia", count: 3)
        == ["2011-12-29T22:00", "2011-12-30T10:00", "2011-12-30T22:00"])
    #expect(try next("0 9 * * *", after: "2026-05-01T00:00:00Z", in: "Asia/Kathmandu") == ["2026-05-01T03:15"])
  }

  @Test("In each zone and year a daily time is due once for each day of the calendar, and always later than before")
  func everyDay() throws {
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"] {
      for text in ["30 2 * * *", "0 0 * * *", "59 23 * * *"] {
        let cron = try CronExpression(text)
        let timeZone = try ScheduleEntry.zone(zone)
        var last = try Timestamp("2025-12-31T12:00:00Z")
        let end = try Timestamp("2026-12-31T12:00:00Z")
        var count = 0
        while let due = cron.next(after: last, in: timeZone), due <= end {
          #expect(due > last)
          last = due
          count += 1
        }
        #expect(count == 365, "\(text) in \(zone)")
      }
    }
  }

  @Test("The last time at which it was due is found, near and far")
  func last() throws {
    func last(_ text: String, _ moment: String) throws -> String? {
      try CronExpression(text).last(upTo: Timestamp(moment), in: .gmt).map { String($0.description.prefix(16)) }
    }
    #expect(try last("0 3 * * *", "2026-05-01T03:00:00Z") == "2026-05-01T03:00")
    #expect(try last("0 3 * * *", "2026-05-01T02:59:59Z") == "2026-04-30T03:00")
    #expect(try last("* * * * *", "2026-05-01T02:59:59Z") == "2026-05-01T02:59")
    #expect(try last("0 0 29 2 *", "2026-05-01T00:00:00Z") == "2024-02-29T00:00")
  }

  @Test(
    "What is no expression, or is never due, is refused in a sentence",
    arguments: [
      ("", "0 fields: give five"), ("* * * *", "4 fields: give five"), ("* * * * * *", "6 fields: give five"), ("@often", "@daily"),
      ("@reboot", "@hourly"), ("0 0 30 2 *", "never due"), ("0 0 31 4,6,9,11 *", "never due"), ("60 0 * * *", "no minute"),
      ("0 0 * 13 *", "no month"), ("0 0 0 * *", "no day of the month"), ("0 0 * * 8", "no day of the week"),
    ])
  func refused(text: String, right: String) {
    let error = #expect(throws: HistoryError.self) { try CronExpression(text) }
    #expect(error?.description.contains(right) == true, "\(error?.description ?? "")")
  }
}
