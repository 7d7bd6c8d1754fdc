import Annals
import Testing

@testable import AnnalsServer

@Suite("What other processes put into the store, told once")
struct LiveReadingTests {
  private static let begun = Timestamp(microseconds: 1_765_000_000_000_000)

  private func record(_ id: String, after seconds: Int) throws -> HistoryRecord {
    HistoryRecord(
      .update, of: try Resource("PROMPT", id), at: Self.begun.advanced(byMicroseconds: Int64(seconds) * 1_000_000),
      token: try RecordToken("T"))
  }

  private func moment(_ seconds: Int) -> Timestamp { Self.begun.advanced(byMicroseconds: Int64(seconds) * 1_000_000) }

  /// The ids behind a place.
  private func ids(_ reading: LiveReading, after place: Int = 0) -> [String] { reading.news(after: place).records.map(\.resource.id) }

  @Test("What this process stored is not told again by the store, and what the store told first is not told by this process")
  func once() throws {
    var reading = LiveReading(from: Self.begun)
    let (own, other) = (try record("own", after: 1), try record("other", after: 2))
    #expect(reading.take([own]).map(\.resource.id) == ["own"])
    // Another who listens takes it, too.
    #expect(reading.take([own]).map(\.resource.id) == ["own"])
    reading.find([other, own], at: moment(3))
    #expect(ids(reading) == ["other"])
    #expect(reading.take([other]) == [])
    reading.find([other, own], at: moment(5))
    #expect(ids(reading) == ["other"])
  }

  @Test("Records of one id and moment in two types are two")
  func types() throws {
    var reading = LiveReading(from: Self.begun)
    let draft = HistoryRecord(.update, of: try Resource("DRAFT", "own"), at: moment(1), token: try RecordToken("T"))
    _ = reading.take([try record("own", after: 1)])
    reading.find([try record("own", after: 1), draft], at: moment(2))
    #expect(reading.news(after: 0).records.map(\.resource.type.name) == ["DRAFT"])
  }

  @Test("What comes into the store up to ten seconds late is found, and nothing from before someone listened")
  func late() throws {
    var reading = LiveReading(from: Self.begun)
    #expect(reading.filter(at: moment(2)).from == Self.begun)
    reading.find([try record("b", after: 30)], at: moment(31))
    #expect(reading.filter(at: moment(33)).from == moment(21))
    let place = reading.end
    reading.find([try record("b", after: 30), try record("late", after: 22)], at: moment(33))
    #expect(ids(reading, after: place) == ["late"])
    // What is older than that comes by this process alone, as by an import.
    #expect(reading.take([try record("imported", after: -1_000)]).count == 1)
  }

  @Test("What lies ahead of the clock waits for its time")
  func ahead() throws {
    let reading = LiveReading(from: Self.begun)
    let filter = reading.filter(at: moment(5))
    let (soon, far) = (try record("soon", after: 14), try record("far", after: 16))
    #expect(filter.matches(soon) && !filter.matches(far))
  }

  @Test("Who listens takes what was found behind their place, oldest first, and hears how many they missed")
  func places() throws {
    var reading = LiveReading(from: Self.begun)
    let records = try (0..<600).map { try record("p-\($0)", after: 1 + $0 / 100) }
    for part in stride(from: 0, to: 600, by: 200) { reading.find(records[part..<part + 200].reversed(), at: moment(8)) }
    let news = reading.news(after: 0)
    #expect(news.missed == 100 && news.records.map(\.resource.id) == (100..<600).map { "p-\($0)" } && news.end == 600)
    #expect(reading.news(after: 598).records.map(\.resource.id) == ["p-598", "p-599"])
    #expect(reading.news(after: 600).records == [] && reading.news(after: 600).missed == 0)
    let next = LiveReading(from: moment(9), after: reading.end)
    #expect(next.end == 600 && next.news(after: 600).records == [])
  }

  @Test("However much this process stores, what is known is bounded, and the newest are among it")
  func bounded() throws {
    var reading = LiveReading(from: Self.begun)
    let records = try (0..<100_000).map { number in
      HistoryRecord(
        .update, of: try Resource("PROMPT", "p-\(number)"), at: Self.begun.advanced(byMicroseconds: Int64(number)),
        token: try RecordToken("T"))
    }
    for part in stride(from: 0, to: records.count, by: 500) { _ = reading.take(Array(records[part..<part + 500])) }
    #expect(reading.knownCount <= 2 * LiveReading.markLimit)
    reading.find(records.suffix(LiveReading.pageLimit).reversed(), at: moment(1))
    #expect(ids(reading) == [])
  }
}
