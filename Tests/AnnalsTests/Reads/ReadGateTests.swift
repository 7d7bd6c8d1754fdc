import AnnalsTestSupport
import ServiceContextModule
import Testing

@testable import Annals

@Suite("The gate for reads")
struct ReadGateTests {
  private static let hour: Duration = .seconds(3600)

  private static func read(
    _ id: String = "a", by user: String? = "ann", at second: Int64 = 0, metadata: JSONObject = [:], context: HistoryContext? = nil
  ) -> CapturedOperation {
    var carried: ServiceContext?
    if let context {
      carried = .topLevel
      carried?.history = context
    }
    return CapturedOperation(
      kind: .read, resourceType: "PROMPT", resourceID: id, timestamp: Timestamp(microseconds: second * 1_000_000), number: 1, user: user,
      before: nil, after: CapturedState(["text": "x"] as JSONObject), metadata: metadata, function: "find", failure: nil, problems: [],
      context: carried)
  }

  private static func admit(
    _ gate: inout ReadGate, _ read: CapturedOperation, _ policy: ReadPolicy = .cooldown(hour), at second: Int = 0
  ) -> ReadGate.Decision {
    gate.admit(read, of: "PROMPT", under: policy, at: .seconds(second))
  }

  @Test("The first read of a user and resource is recorded at once, and says that it stands for one")
  func first() {
    var gate = ReadGate(limit: 10, seed: 1)
    let record = Self.admit(&gate, Self.read()).read?.record()
    #expect(record?.metadata["reads"]?.object?["count"] == 1)
    #expect(record?.metadata["reads"]?.object?["policy"] == "cooldown")
    #expect(record?.metadata["reads"]?.object?["interval_seconds"] == 3600)
    #expect(record?.after == ["text": "x"])
    for (id, user) in [("b", "ann"), ("a", "ben"), ("a", nil)] { #expect(Self.admit(&gate, Self.read(id, by: user)).read != nil) }
    #expect(Self.admit(&gate, Self.read(by: "system")).read == nil, "who has no name is the system")
  }

  @Test("Reads within the interval are counted, and one record stands for them when it ends")
  func counted() throws {
    var gate = ReadGate(limit: 10, seed: 1)
    _ = Self.admit(&gate, Self.read())
    let context = HistoryContext(user: "ann", requestID: "r-7", reason: "support")
    for second in 1...9 {
      let decision = Self.admit(&gate, Self.read(by: nil, at: Int64(second), metadata: ["page": 3], context: context), at: second)
      #expect(decision.read == nil)
      #expect(decision.told.isEmpty)
    }
    #expect(gate.nextEnd == Self.hour)
    #expect(gate.end(at: .seconds(3599), moment: Timestamp(microseconds: 0), limit: 10).told.isEmpty)
    let moment = Timestamp(microseconds: 3_600_000_000)
    let record = try #require(gate.end(at: Self.hour, moment: moment, limit: 10).told.first).record()
    #expect(record.operation == .read)
    #expect(record.resource == (try Resource("PROMPT", "a")))
    #expect(record.user.id == "ann")
    #expect(record.timestamp == moment)
    #expect(record.before == nil)
    #expect(record.after == nil)
    #expect(
      record.metadata == [
        "function": "find", "reason": "support", "request_id": "r-7", "success": true,
        "reads": [
          "count": 9, "first": "1970-01-01T00:00:01.000000Z", "last": "1970-01-01T00:00:09.000000Z", "policy": "cooldown",
          "interval_seconds": 3600,
        ],
      ])
    #expect(gate.nextEnd == .seconds(7200), "the record begins the next interval")
    #expect(Self.admit(&gate, Self.read(), at: 3601).read == nil)
  }

  @Test("After an interval without further reads the next one is a first again")
  func quiet() {
    var gate = ReadGate(limit: 10, seed: 1)
    _ = Self.admit(&gate, Self.read())
    #expect(Self.admit(&gate, Self.read(), at: 3600).read != nil, "nobody has ended the interval yet")
    #expect(gate.end(at: .seconds(7200), moment: Timestamp(microseconds: 0), limit: 10).told.isEmpty)
    #expect(gate.nextEnd == nil)
    #expect(Self.admit(&gate, Self.read(), at: 7201).read != nil)
  }

  @Test("A read that comes late ends the interval itself")
  func late() {
    var gate = ReadGate(limit: 10, seed: 1)
    _ = Self.admit(&gate, Self.read())
    _ = Self.admit(&gate, Self.read(), at: 1)
    let decision = Self.admit(&gate, Self.read(at: 4000), at: 4000)
    #expect(decision.read == nil)
    #expect(decision.told.map { $0.record().representedReads } == [1])
    #expect(gate.nextEnd == .seconds(7600))
    #expect(gate.close(moment: Timestamp(microseconds: 0)).map { $0.record().representedReads } == [1])
  }

  @Test("When the table is full, the one whose interval began first gets its record")
  func eviction() {
    var gate = ReadGate(limit: 3, seed: 1)
    for (second, id) in ["a", "b", "c"].enumerated() {
      _ = Self.admit(&gate, Self.read(id), .cooldown(.seconds(id == "a" ? 9000 : 60)), at: second)
      _ = Self.admit(&gate, Self.read(id), .cooldown(.seconds(id == "a" ? 9000 : 60)), at: second)
    }
    let decision = Self.admit(&gate, Self.read("d"), at: 4)
    #expect(decision.read?.resourceID == "d")
    #expect(decision.told.map(\.resourceID) == ["a"])
    #expect(Self.admit(&gate, Self.read("b"), .cooldown(.seconds(60)), at: 5).read == nil)
    #expect(Self.admit(&gate, Self.read("a"), at: 5).told.map(\.resourceID) == ["b"])
  }

  @Test("Who waits is told when an interval ends sooner than the one waited for")
  func sooner() {
    var gate = ReadGate(limit: 10, seed: 1)
    #expect(Self.admit(&gate, Self.read("a")).endsSooner)
    #expect(!Self.admit(&gate, Self.read("b")).endsSooner)
    #expect(Self.admit(&gate, Self.read("c"), .cooldown(.seconds(1))).endsSooner)
    #expect(gate.nextEnd == .seconds(1))
  }

  @Test("A closed gate gives what it counted, and lets every read through until it is opened")
  func closed() {
    var gate = ReadGate(limit: 10, seed: 1)
    for _ in 0..<5 { _ = Self.admit(&gate, Self.read()) }
    #expect(gate.close(moment: Timestamp(microseconds: 0)).map { $0.record().representedReads } == [4])
    for _ in 0..<3 { #expect(Self.admit(&gate, Self.read()).read?.record().representedReads == 1) }
    #expect(gate.close(moment: Timestamp(microseconds: 0)).isEmpty)
    gate.open()
    #expect(Self.admit(&gate, Self.read()).read != nil)
    #expect(Self.admit(&gate, Self.read()).read == nil)
  }

  @Test("A sample is drawn by the seed, and says at which rate")
  func sample() throws {
    var gate = ReadGate(limit: 10, seed: 42)
    var again = ReadGate(limit: 10, seed: 42)
    var drawn: [JSONValue?] = []
    for _ in 0..<10_000 {
      let read = Self.admit(&gate, Self.read(), .sample(0.01)).read
      #expect((read == nil) == (Self.admit(&again, Self.read(), .sample(0.01)).read == nil))
      if let read { drawn.append(read.record().metadata["reads"]) }
    }
    #expect((70...130).contains(drawn.count))
    #expect(drawn.allSatisfy { $0 == ["policy": "sample", "rate": 0.01, "count": 1] })
    for _ in 0..<1000 { #expect(Self.admit(&gate, Self.read(), .sample(1)).read != nil) }
  }

  @Test("A query counts as many reads as it says, and its first record keeps keys and fields")
  func queries() throws {
    var gate = ReadGate(limit: 10, seed: 1)
    let summary = ReadSummary(count: 30, keys: (0..<30).map { "p-\($0)" }, fields: ["name"])
    let first = try #require(Self.admit(&gate, Self.read("*", metadata: ["reads": .object(summary.json)])).read).record()
    let reads = try #require(first.metadata["reads"]?.object)
    #expect(reads["count"] == 30)
    #expect(reads["keys"]?.array?.count == 20)
    #expect(reads["fields"] == ["name"])
    #expect(reads["policy"] == "cooldown")
    for count in [7, 0, 4] { _ = Self.admit(&gate, Self.read("*", metadata: ["reads": .object(ReadSummary(count: count).json)])) }
    #expect(gate.close(moment: Timestamp(microseconds: 0)).map { $0.record().representedReads } == [11])
  }

  @Test("What one record may stand for is bounded, and nothing is lost at the bound")
  func countLimit() {
    var gate = ReadGate(limit: 10, seed: 1)
    let many = Self.read(metadata: ["reads": ["count": 600_000_000]])
    var told = Self.admit(&gate, many).told
    for _ in 0..<4 { told += Self.admit(&gate, many).told }
    told += gate.close(moment: Timestamp(microseconds: 0))
    #expect(told.map { $0.record().representedReads } == [600_000_000, 600_000_000, 600_000_000, 600_000_000])
  }

  @Test("Ids that look the same and have other bytes are two resources")
  func bytes() {
    var gate = ReadGate(limit: 10, seed: 1)
    for id in ["caf\u{E9}", "cafe\u{301}"] { #expect(Self.admit(&gate, Self.read(id)).read != nil) }
    for user in ["\u{E9}va", "e\u{301}va"] { #expect(Self.admit(&gate, Self.read(by: user)).read != nil) }
  }

  @Test("In random histories every read is accounted for, and no user and resource has two records within an interval")
  func random() {
    var random = SeededGenerator()
    let seed = random.seed
    for limit in [1, 3, 1000] {
      var gate = ReadGate(limit: limit, seed: 1)
      var second = 0
      var reads = 0
      var records: [CapturedOperation] = []
      let intervals: [Duration] = [.seconds(5), .seconds(60), .seconds(7)]
      for _ in 0..<4000 {
        second += random.chance(0.02) ? Int.random(in: 5..<200, using: &random) : Int.random(in: 0..<2, using: &random)
        let user = Int.random(in: 0..<6, using: &random)
        let policy = ReadPolicy.cooldown(intervals[user % 3])
        let read = Self.read("r\(Int.random(in: 0..<4, using: &random))", by: "u\(user)", at: Int64(second))
        let decision = Self.admit(&gate, read, policy, at: second)
        reads += 1
        records += decision.told + [decision.read].compactMap { $0 }
        guard random.chance(0.3) else { continue }
        records += gate.end(at: .seconds(second), moment: Timestamp(microseconds: Int64(second) * 1_000_000), limit: 3).told
      }
      if limit == 1000 { expectApart(records, intervals, seed) }
      records += gate.close(moment: Timestamp(microseconds: 0))
      #expect(records.map { $0.record().representedReads }.reduce(0, +) == reads, "seed \(seed), limit \(limit)")
    }
  }

  private func expectApart(_ records: [CapturedOperation], _ intervals: [Duration], _ seed: UInt64) {
    for (key, group) in Dictionary(grouping: records, by: { "\($0.user ?? "") \($0.resourceID)" }) {
      let moments = group.map { $0.timestamp.microseconds }
      let interval = (Int(key.dropFirst().prefix(1)) ?? 0) % 3
      let apart = intervals[interval].components.seconds * 1_000_000
      #expect(zip(moments, moments.dropFirst()).allSatisfy { $1 - $0 >= apart }, "seed \(seed), \(key)")
    }
  }
}
