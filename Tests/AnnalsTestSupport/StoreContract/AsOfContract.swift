import Annals
import Testing

enum AsOfContract {
  static let cases = [
    ContractCase("States at random moments of random histories are what a plain array says, by pages of 1 and of 1,000") { store in
      for round in 0..<max(StoreUnderTest.rounds(8), 3) {
        let world = try RandomWorld(40, gaps: [.all, .recorded, .failures, .init()][round % 4])
        try await compare(world, in: store, moments: 6)
        _ = try await store.cleanup(before: Timestamp(microseconds: .max), mode: .remove)
      }
    },
    ContractCase("Where all is recorded, what is said to be known is what was") { store in
      for gaps in [RandomWorld.Gaps.recorded, .failures] {
        var world = try RandomWorld(StoreUnderTest.rounds(60), gaps: gaps)
        try await store.append(plain: world.records)
        let history = try HistoryService(store: store)
        for _ in 0..<StoreUnderTest.rounds(60) {
          let (resource, moment) = (try world.resource(), world.moment())
          let found = try await history.resource(resource, at: moment)
          // Before its first record nothing is known of what went on without one.
          let hasBegun = world.records.contains { $0.resource == resource && $0.timestamp <= moment }
          switch found.state {
          case .known(let state, _): #expect(state == world.state(of: resource, at: moment), "seed \(world.seed), \(resource) \(moment)")
          case .absent: #expect(!hasBegun || world.state(of: resource, at: moment) == nil, "seed \(world.seed), \(resource) \(moment)")
          case .unknown: break
          }
        }
        _ = try await store.cleanup(before: Timestamp(microseconds: .max), mode: .remove)
      }
    },
    ContractCase("A long text is whole in a state, and a redacted field and a text that is not kept are named") { store in
      let history = try HistoryService(store: store)
      let text = String(repeating: "Write what was decided. ", count: 3000)
      try await history.recording {
        history.log(.create, "PROMPT", id: "p", after: ["text": .string(text), "api_key": "k"] as JSONObject)
      }
      let resource = try Resource("PROMPT", "p")
      let found = try await history.resource(resource, at: .now)
      #expect(found.state.state?["text"] == .string(text))
      #expect(found.unknownFields.map(\.place) == ["/api_key"])
      let all = try await Array(history.states(of: ResourceType("PROMPT"), at: .now))
      #expect(all == [found] || all.first?.state == found.state)
      let record = try #require(try await history.records(of: resource).records.first)
      let cut = ResourceAtMoment(resource: resource, moment: .now, state: .known(try #require(record.after), toldBy: record))
      #expect(Set(cut.unknownFields.map(\.place)) == ["/api_key", "/text"])
    },
    ContractCase("1,000 moments of real operations are what replaying them gives", only: .manyRecords) { store in
      // A store in memory looks at all of them for each question.
      let type = try ResourceType("AUDITING_FILE")
      let records = try RealOperations.records().filter { store.name != "memory" || $0.resource.type == type }
      try await RealStates(in: store, of: records).compare(singles: 1000, listings: 4)
    },
    ContractCase("Moments of some real operations are what replaying them gives") { store in
      let type = try ResourceType("AUDITING_FILE")
      let records = try RealOperations.records().filter { $0.resource.type == type }.prefix(300)
      try await RealStates(in: store, of: Array(records)).compare(singles: StoreUnderTest.rounds(200), listings: 2)
    },
  ]

  /// Compares a world's resources, one and all, in each way of asking.
  private static func compare(_ world: RandomWorld, in store: any HistoryStore, moments: Int) async throws {
    var world = world
    try await store.append(plain: world.records)
    let byResource = Dictionary(grouping: world.records, by: \.resource)
    let history = try HistoryService(store: store)
    let type = try ResourceType(RandomWorld.type)
    for _ in 0..<StoreUnderTest.rounds(moments) {
      let moment = world.moment()
      let label = "seed \(world.seed), \(moment)"
      let all = byResource.compactMapValues { PlainStates.answer($0, at: moment) }
      // What was made later is in no list: nothing of it is to be told.
      let listed = all.filter { resource, answer in
        answer.word != "absent" || PlainStates.hasBegun(byResource[resource] ?? [], at: moment)
      }
      for (resource, answer) in all {
        #expect(try await PlainStates.Answer(history.resource(resource, at: moment)) == answer, "\(label), \(resource)")
      }
      let nothing = try await history.resource(Resource(type: type, id: "never"), at: moment)
      #expect(nothing.state == .unknown("nothing was recorded of PROMPT until \(moment)"), "\(label)")
      for pageSize in [1, 1000] {
        let found = try await Array(history.states(of: type, at: moment, showsAbsent: true, pageSize: pageSize))
        expect(found, are: listed, "\(label), pages of \(pageSize)")
      }
      // As if memory had room for two resources.
      var options = StateWalk.Options()
      options.memoryLimit = 2
      var walk = StateWalk(RecordSource(history), of: type, at: moment, options: options)
      expect(try await Self.everything(of: &walk), are: listed, "\(label), with little memory")
      for limit in [1, 3] {
        var (cursor, found): (Cursor?, [ResourceAtMoment]) = (nil, [])
        repeat {
          let page = try await ScopedStates(RecordSource(history), for: .anyone, readLimit: 4).states(
            of: type, at: moment, showsAbsent: true, after: cursor, limit: limit)
          #expect(page.states.count <= limit)
          found += page.states
          cursor = page.next
        } while cursor != nil
        expect(found, are: listed, "\(label), answers of \(limit)")
      }
    }
  }

  private static func everything(of walk: inout StateWalk) async throws -> [ResourceAtMoment] {
    var all: [ResourceAtMoment] = []
    while true {
      switch try await walk.step() {
      case .found(let found): all.append(found)
      case .nothing: continue
      case .end: return all
      }
    }
  }

  private static func expect(_ found: [ResourceAtMoment], are expected: [Resource: PlainStates.Answer], _ label: String) {
    #expect(Set(found.map(\.resource)).count == found.count, "\(label): one comes twice")
    let answers = Dictionary(found.map { ($0.resource, PlainStates.Answer($0)) }) { first, _ in first }
    #expect(answers == expected, "\(label)")
  }
}

extension Array {
  fileprivate init<Elements: AsyncSequence<Element, any Error>>(_ elements: Elements) async throws {
    self = []
    for try await element in elements { append(element) }
  }
}
