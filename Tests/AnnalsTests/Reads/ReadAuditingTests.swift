import Annals
import AnnalsTestSupport
import Testing

@Suite("Reads through the recorder")
struct ReadAuditingTests {
  private struct Refusal: Error {}

  private func history(
    _ store: any HistoryStore = MemoryStore(), clock: ManualClock = ManualClock(), _ change: (inout ReadAuditing) -> Void
  ) throws -> HistoryService {
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    configuration.recorder.bufferLimit = 200_000
    change(&configuration.reads)
    let start = clock.now
    return HistoryService(
      recorder: try HistoryRecorder(
        store: store, configuration: configuration, logger: LogCollector().logger, clock: clock,
        now: {
          let (seconds, attoseconds) = start.duration(to: clock.now).components
          return Timestamp(microseconds: 1_700_000_000_000_000 + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        }))
  }

  @Test("100,000 reads of a hot resource in a minute by 50 users leave 50 records within the hour, and all are accounted for")
  func hotResource() async throws {
    let clock = ManualClock()
    let history = try history(clock: clock) { $0.policies["prompt"] = .cooldown(.seconds(3600)) }
    try await history.recording {
      for step in 0..<100 {
        await withTaskGroup(of: Void.self) { group in
          for worker in 0..<4 {
            group.addTask {
              for number in 0..<250 { history.log(.read, "PROMPT", id: "hot", user: "user-\((step + worker * 250 + number) % 50)") }
            }
          }
        }
        clock.advance(by: .milliseconds(600))
      }
      try await history.flush()
      let minute = try await history.statistics()
      #expect(minute.total == 50)
      #expect(minute.representedReads == 50)
      await clock.sleepers(1)
      clock.advance(by: .seconds(3539))
      try await history.flush()
      #expect(try await history.statistics().total == 50)
    }
    let records = try await history.records(limit: 1000).records
    #expect(records.count == 100)
    #expect(records.allSatisfy { $0.operation == .read && $0.resource.id == "hot" && $0.after == nil })
    #expect(try await history.statistics().representedReads == 100_000)
    #expect(try await history.statistics().topUsers.allSatisfy { $0.count == 2 })
  }

  @Test("When an hour is over one record stands for the reads in it, without a further read")
  func expiry() async throws {
    let clock = ManualClock()
    let history = try history(clock: clock) { $0.policies["PROMPT"] = .cooldown(.seconds(3600)) }
    try await history.recording {
      for _ in 0..<10 { history.log(.read, "prompt", id: "a", user: "ann", after: ["v": 1] as JSONObject) }
      for hour in 1...2 {
        await clock.sleepers(1)
        clock.advance(by: .seconds(3600))
        // Asleep again, and so what had ended was told; after an hour without reads there is nothing to wait for.
        if hour == 1 { await clock.sleepers(1) }
        try await history.flush()
        #expect(try await history.statistics().total == 2, "hour \(hour)")
      }
      history.log(.read, "PROMPT", id: "a", user: "ann")
    }
    let records = try await history.records().records
    #expect(records.map(\.representedReads) == [1, 9, 1])
    let summary = try #require(records.dropFirst().first)
    #expect(summary.timestamp.microseconds == 1_700_000_000_000_000 + 3_600_000_000)
    #expect(summary.metadata["reads"]?.object?["last"]?.string == records.last?.timestamp.description)
    #expect(records.map { $0.after == nil } == [true, true, false])
  }

  @Test("Failed reads are each recorded, and other kinds never held back")
  func failed() async throws {
    let history = try history { $0.policies["PROMPT"] = .cooldown(.seconds(3600)) }
    try await history.recording {
      for _ in 0..<3 {
        history.log(.read, "PROMPT", id: "a", failure: Refusal())
        history.log(.update, "PROMPT", id: "a")
        _ = try? await history.track(.read, "PROMPT", id: "a") { () async throws -> Int in throw Refusal() }
      }
      for _ in 0..<4 { _ = try await history.track(.read, "PROMPT", id: "a") { () async throws -> Int in 1 } }
    }
    let statistics = try await history.statistics()
    #expect(statistics.operations[.update] == 3)
    #expect(statistics.failed == 6)
    #expect(statistics.operations[.read] == 8)
    #expect(statistics.representedReads == 10)
  }

  @Test("A type that is off leaves no record, and types without a policy leave each, as they came")
  func offAndEvery() async throws {
    let history = try history {
      $0.policies = ["QUIET": .off, "RARE": .sample(1e-12)]
    }
    try await history.recording {
      for _ in 0..<5 {
        history.log(.read, "quiet", id: "a")
        history.log(.read, "QUIET", id: "a", failure: Refusal())
        history.log(.read, "RARE", id: "a")
        history.log(.read, "PROMPT", id: "a")
      }
    }
    let records = try await history.records().records
    #expect(records.count == 5)
    #expect(records.allSatisfy { $0.metadata == ["success": true] })
    #expect(try await history.statistics().representedReads == 5)
  }

  @Test("A query leaves one record that says how many, which and which fields")
  func query() async throws {
    let history = try history { _ in }
    try await history.recording {
      history.logReads(
        "PROMPT", ReadSummary(count: 120, keys: (0..<120).map { "p-\($0)" }, fields: ["name", "status"]), user: "ann",
        metadata: ["ticket": "T-1"])
    }
    let record = try #require(try await history.records().records.first)
    #expect(record.resource == (try Resource("PROMPT", "*")))
    let keys = JSONValue.array((0..<20).map { .string("p-\($0)") })
    #expect(
      record.metadata == ["ticket": "T-1", "success": true, "reads": ["count": 120, "keys": keys, "fields": ["name", "status"]]])
    #expect(record.representedReads == 120)
  }

  @Test("A recorder that is run again counts again")
  func runAgain() async throws {
    let history = try history { $0.policies["PROMPT"] = .cooldown(.seconds(3600)) }
    for _ in 0..<2 {
      try await history.recording { for _ in 0..<100 { history.log(.read, "PROMPT", id: "a") } }
    }
    let statistics = try await history.statistics()
    #expect(statistics.total == 4)
    #expect(statistics.representedReads == 200)
  }

  @Test("Readers that read on while the recorder stops lose no count")
  func stopping() async throws {
    let store = MemoryStore()
    let history = try history(store) { $0.policies["PROMPT"] = .cooldown(.seconds(3600)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await history.recording {
        for worker in 0..<4 {
          group.addTask { for _ in 0..<5000 { history.log(.read, "PROMPT", id: "a", user: "u\(worker)") } }
        }
      }
      try await group.waitForAll()
    }
    // What came after the end is counted as lost, record by record, by the next run.
    try await history.recording {}
    let lost = try await history.records(matching: .init(resourceType: .history)).records.compactMap { $0.metadata["lost"]?.number?.int }
    #expect(try await store.statistics(.init()).representedReads + lost.reduce(0, +) == 20_000)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sentence: String
    let make: @Sendable (inout ReadAuditing) -> Void
    init(_ name: String, _ sentence: String, _ make: @escaping @Sendable (inout ReadAuditing) -> Void) {
      testDescription = name
      self.sentence = sentence
      self.make = make
    }

    static let all = [
      Mistake("a cooldown of nothing", "reads of PROMPT is 0.0 seconds") { $0.policies["prompt"] = .cooldown(.zero) },
      Mistake("a rate of nothing", "sampled at 0.0") { $0.policies["PROMPT"] = .sample(0) },
      Mistake("a rate above one", "sampled at 1.5") { $0.otherwise = .sample(1.5) },
      Mistake("no rate", "sampled at nan") { $0.policies["PROMPT"] = .sample(.nan) },
      Mistake("two policies", "two policies, as PROMPT and as prompt") { $0.policies = ["prompt": .off, "PROMPT": .every] },
      Mistake("no type", "has no #") { $0.policies["A#B"] = .off },
      Mistake("no room", "coolingLimit is 0") { $0.coolingLimit = 0 },
    ]
  }

  @Test("A policy without a meaning is refused in a sentence", arguments: Mistake.all)
  func mistakes(mistake: Mistake) {
    let error = #expect(throws: HistoryError.self) { try history { mistake.make(&$0) } }
    #expect(error?.description.contains(mistake.sentence) == true, "\(error?.description ?? "")")
  }
}
