import Annals
import AnnalsTestSupport
import Testing

@testable import AnnalsSQLite

@Suite("A store that is down for an hour while a service works on")
struct OutageTests {
  private static let hour: Int64 = 3_600_000_000
  private static let start: Int64 = 1_750_000_000_000_000

  /// The moment of an operation, all of them within an hour.
  private func moment(_ place: Int) -> Int64 { Self.start + Self.hour * Int64(place) / Int64(RealOperations.count) }

  private func metadata(_ place: Int) -> JSONObject { ["number": .number(JSONNumber(place))] }

  @Test("With a journal nothing is lost, and all is in its order")
  func journaled() async throws {
    try await TemporaryDatabase.with { database in
      let all = try GuaranteedHistory(in: database, .unavailable)
      let history = try all.service(journaled: true) { $0.bufferLimit = 1_000 }
      let operations = try RealOperations.records()
      try await history.recording {
        for (place, operation) in operations.enumerated() {
          all.setMoment(moment(place))
          // As a service does at full load, a part waits for its record; nobody is faster than the journal for long.
          if place % 400 == 399 {
            try await history.logAndWait(
              operation.operation, operation.resource.type.name, id: operation.resource.id, user: operation.user.id,
              before: operation.before, after: operation.after, metadata: metadata(place))
            all.clock.advance(by: .seconds(40))
          } else {
            history.log(
              operation.operation, operation.resource.type.name, id: operation.resource.id, user: operation.user.id,
              before: operation.before, after: operation.after, metadata: metadata(place))
          }
        }
        #expect(try await all.file.statistics(.init()).total == 0)
        #expect(history.recorder.status.depth <= 1_000)
        #expect(history.recorder.status.depthOnDisk > 30_000)
        await all.bringBack()
        try await history.flush(within: .seconds(3600))
      }
      let records = try await all.records()
      #expect(records.map(\.number) == Array(0..<operations.count))
      #expect(records.map(\.resource) == operations.map(\.resource))
      #expect(try await all.losses().isEmpty)
      #expect(history.recorder.status.journal?.waiting == 0)
      #expect(history.recorder.status.journal?.segments == 0)
    }
  }

  @Test("Without one the loss is exact: how many, since when, of which types, and why")
  func bestEffort() async throws {
    try await TemporaryDatabase.with { database in
      let all = try GuaranteedHistory(in: database, .unavailable)
      let history = try all.service(journaled: false) { $0.bufferLimit = 5_000 }
      let operations = try RealOperations.records()
      try await history.recording {
        for (place, operation) in operations.enumerated() {
          all.setMoment(moment(place))
          history.log(
            operation.operation, operation.resource.type.name, id: operation.resource.id, user: operation.user.id,
            before: operation.before, after: operation.after, metadata: metadata(place))
        }
        await all.bringBack()
        try await history.flush(within: .seconds(3600))
      }
      let stored = Set(try await all.records().compactMap(\.number))
      let lost = operations.indices.filter { !stored.contains($0) }
      let loss = try #require(try await all.losses().first)
      #expect(try await all.losses().count == 1)
      #expect(stored.count >= 5_000)
      #expect(loss.metadata["lost"] == .number(JSONNumber(lost.count)))
      #expect(loss.metadata["reasons"] == ["buffer_full": .number(JSONNumber(lost.count))])
      let types = Dictionary(lost.map { (operations[$0].resource.type.name, 1) }, uniquingKeysWith: +)
      let told = loss.metadata["types"]?.object?.members.map { ($0.name, $0.value.number?.int ?? 0) } ?? []
      #expect(Dictionary(told, uniquingKeysWith: +) == types)
      #expect(loss.metadata["since"] == .string(Timestamp(microseconds: moment(try #require(lost.first))).description))
      #expect(loss.metadata["until"] == .string(Timestamp(microseconds: moment(try #require(lost.last))).description))
    }
  }
}
