import Annals
import Testing

@testable import AnnalsCLI

@Suite("Arguments")
struct ArgumentTests {
  private let now = Timestamp(microseconds: 1_000_000_000_000_000)

  @Test("A day is meant whole")
  func day() throws {
    let day = try MomentArgument("2025-12-16", now: now)
    #expect(day.first.description == "2025-12-16T00:00:00.000000Z")
    #expect(day.end.description == "2025-12-17T00:00:00.000000Z")
    #expect(day.day == day.first.day)
  }

  @Test("How long ago is counted from now", arguments: [("90m", 5400), ("24h", 86_400), ("7d", 604_800), ("0d", 0)])
  func ago(text: String, seconds: Int64) throws {
    let moment = try MomentArgument(text, now: now)
    #expect(moment.first == now.advanced(byMicroseconds: -seconds * 1_000_000))
    #expect(moment.end == moment.first)
  }

  @Test("A moment keeps its microseconds and its offset")
  func moment() throws {
    #expect(try MomentArgument("2025-12-16T20:30:00.123456+01:00", now: now).end.description == "2025-12-16T19:30:00.123456Z")
  }

  @Test("What is no moment is refused", arguments: ["", "yesterday", "2025-13-01", "2025-1-1", "7w", "-7d", "d", "99999999d"])
  func noMoment(text: String) {
    #expect(throws: HistoryError.self) { try MomentArgument(text, now: now) }
  }

  @Test("Sizes are read with and without units", arguments: [("4096", 4096), ("64KiB", 65_536), ("16mib", 16 << 20), ("2GiB", 2 << 30), ("5B", 5)])
  func sizes(text: String, bytes: Int) {
    #expect(ByteCount.read(text) == bytes)
  }

  @Test("What is no size is refused", arguments: ["", "KiB", "1.5MiB", "1 MiB", "9223372036854775807KiB", "x"])
  func noSize(text: String) {
    #expect(ByteCount.read(text) == nil)
  }

  @Test("Times are read with their unit", arguments: [("0", 0), ("50ms", 50), ("10s", 10_000), ("5m", 300_000), ("1h", 3_600_000)])
  func intervals(text: String, milliseconds: Int) {
    #expect(Interval.read(text) == .milliseconds(milliseconds))
  }

  @Test("What is no time is refused", arguments: ["", "5", "ms", "-1s", "1.5s", "99999999999s"])
  func noInterval(text: String) {
    #expect(Interval.read(text) == nil)
  }

  @Test("Every default is a value that its setting takes, and takes to the same")
  func defaults() throws {
    for setting in Setting.all where !setting.text(Settings()).isEmpty {
      var settings = Settings()
      try setting.apply(.text(setting.text(settings)), &settings)
      #expect(setting.text(settings) == setting.text(Settings()), "\(setting.name)")
    }
    #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
  }

  @Test("Equal records of one input get tokens of their own, the same ones each time")
  func occurrences() throws {
    let sanitizer = try Sanitizer()
    let reading = RecordReading(sanitizer: sanitizer)
    func tokens() -> [String] {
      var splitter = LineSplitter()
      splitter.feed(Array([ImportTests.line, ImportTests.line, ImportTests.line.replacing("p-1", with: "p-2")].joined(separator: "\n").utf8))
      splitter.finish()
      var counter = OccurrenceCounter()
      let items = counter.separate(reading.parse(splitter.takeBatch()).items, sanitizer: sanitizer)
      return items.compactMap { $0.record.record.token?.description }
    }
    #expect(Set(tokens()).count == 3)
    #expect(tokens() == tokens())
  }
}
