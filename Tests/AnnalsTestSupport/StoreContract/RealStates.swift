package import Annals
import Testing

/// Real operations in a store, and their plain replay: what was at moments around them is held against it.
package struct RealStates {
  /// Questions that are asked at the same time.
  private static let concurrency = 8

  private let byResource: [Resource: [HistoryRecord]]
  private let resources: [Resource]
  private let moments: [Timestamp]
  private let store: any HistoryStore

  /// Stores the records.
  package init(in store: any HistoryStore, of records: [HistoryRecord]) async throws {
    for start in stride(from: 0, to: records.count, by: 1000) {
      try await store.append(plain: Array(records[start..<min(start + 1000, records.count)]))
    }
    let ordered = records.sorted { $0.position < $1.position }
    self.store = store
    byResource = Dictionary(grouping: ordered, by: \.resource)
    resources = byResource.keys.sorted()
    moments = try Self.moments.map { try Timestamp($0) } + ordered.map(\.timestamp)
  }

  /// Asks for single resources, and in turn for all of a type in pages of 1,000 and of 1.
  func compare(singles: Int, listings: Int) async throws {
    try await compareSingles(singles, in: store)
    let type = try ResourceType("AUDITING_FILE")
    for listing in 0..<listings { try await compareListing(of: type, in: store, pageSize: listing % 2 == 0 ? 1000 : 1) }
  }

  /// Asks for so many resources at so many moments; `asked` is the store, or one that stands in front of it.
  package func compareSingles(_ count: Int, in asked: any HistoryStore) async throws {
    let history = try HistoryService(store: asked)
    var generator = SeededGenerator()
    let seed = generator.seed
    let questions = (0..<count).compactMap { _ -> (Resource, Timestamp)? in
      guard let resource = resources.randomElement(using: &generator), let around = moments.randomElement(using: &generator) else {
        return nil
      }
      return (resource, around.advanced(byMicroseconds: Int64.random(in: -1...1, using: &generator)))
    }
    let answers = try await concurrently(questions, limit: Self.concurrency) { resource, moment in
      try await PlainStates.Answer(history.resource(resource, at: moment))
    }
    for ((resource, moment), answer) in zip(questions, answers) {
      let expected = byResource[resource].flatMap { PlainStates.answer($0, at: moment) }
      #expect(answer == expected, "seed \(seed), \(resource) at \(moment)")
    }
  }

  /// Asks for all resources of a type at a moment.
  package func compareListing(of type: ResourceType, in asked: any HistoryStore, pageSize: Int = 1000) async throws {
    var generator = SeededGenerator()
    guard let moment = moments.randomElement(using: &generator) else { return }
    let expected = byResource.filter { $0.key.type == type }.compactMapValues { PlainStates.answer($0, at: moment) }
      .filter { $0.value.word != "absent" }
    var found: [Resource: PlainStates.Answer] = [:]
    for try await state in try HistoryService(store: asked).states(of: type, at: moment, pageSize: pageSize) {
      found[state.resource] = PlainStates.Answer(state)
    }
    #expect(found == expected, "seed \(generator.seed), \(type) at \(moment)")
  }

  /// Leap days, ends of years, and the changes of summer time, which mean nothing in UTC.
  private static let moments = [
    "2016-02-29T00:00:00Z", "2016-02-29T23:59:59.999999Z", "2020-02-29T12:00:00Z", "2024-03-01T00:00:00Z", "2015-12-31T23:59:59.999999Z",
    "2016-01-01T00:00:00Z", "2019-03-31T01:00:00Z", "2019-10-27T01:00:00+00:00", "2019-10-27T02:30:00+02:00", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
  ]
}
