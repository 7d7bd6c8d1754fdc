import Annals
import AnnalsTestSupport
import Testing

@Suite("The feed of records")
struct RecordFeedTests {
  private func history(_ store: any HistoryStore) throws -> HistoryService {
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    return HistoryService(recorder: try HistoryRecorder(store: store, configuration: configuration, logger: LogCollector().logger))
  }

  @Test("What is stored is told in its order, redacted, and the follower ends with the recorder", .timeLimit(.minutes(5)))
  func told() async throws {
    let history = try history(MemoryStore())
    let follower = history.recorder.feed.follow()
    try await history.recording {
      for number in 0..<20 { history.log(.update, "PROMPT", id: "p-\(number)", after: ["password": "hunter2"] as JSONObject) }
    }
    var ids: [String] = []
    while let batch = await follower.next() {
      #expect(batch.missed == 0)
      for record in batch.records {
        ids.append(record.resource.id)
        #expect(record.after?["password"]?.string?.hasPrefix("[REDACTED") == true)
      }
    }
    #expect(ids == (0..<20).map { "p-\($0)" })
  }

  @Test("A record is told once the store has it, and one that the store rejects is not", .timeLimit(.minutes(5)))
  func stored() async throws {
    let store = TroubledStore(.rejects(["bad"]))
    let history = try history(store)
    let follower = history.recorder.feed.follow()
    try await history.recording {
      for id in ["a", "bad", "b"] { history.log(.create, "PROMPT", id: id) }
      try await history.flush()
      let told = follower.take().records
      #expect(told.filter { $0.resource.type != .history }.map(\.resource.id) == ["a", "b"])
      for record in told { #expect(try await store.record(record.id) != nil) }
    }
  }

  @Test("A follower that does not come misses the oldest, is told how many and from when, and costs the recorder nothing")
  func slow() async throws {
    let history = try history(MemoryStore())
    let (slow, quick) = (history.recorder.feed.follow(limit: 3), history.recorder.feed.follow())
    try await history.recording {
      for number in 0..<10 { history.log(.create, "PROMPT", id: "p-\(number)") }
      try await history.flush()
    }
    let (all, batch) = (quick.take(), slow.take())
    #expect(all.records.count == 10 && all.missed == 0)
    #expect(batch.records.map(\.resource.id) == ["p-7", "p-8", "p-9"])
    #expect(batch.missed == 7)
    #expect(batch.missedFrom == all.records.first?.timestamp)
    #expect(slow.take().isEmpty)
  }

  @Test("What waits is bounded in bytes too")
  func bytes() async throws {
    let history = try history(MemoryStore())
    let follower = history.recorder.feed.follow(limit: 100, byteLimit: 8_000)
    try await history.recording {
      for number in 0..<10 {
        history.log(.create, "PROMPT", id: "p-\(number)", after: ["text": .string(String(repeating: "ab ", count: 1000))] as JSONObject)
      }
      try await history.flush()
    }
    let batch = follower.take()
    #expect((1...2).contains(batch.records.count) && batch.missed == 10 - batch.records.count)
  }

  @Test("Waiting ends when the task is cancelled", .timeLimit(.minutes(5)))
  func cancelled() async throws {
    let follower = try history(MemoryStore()).recorder.feed.follow()
    let waiting = Task { await follower.next() == nil }
    waiting.cancel()
    #expect(await waiting.value)
  }

  @Test("A follower that is let go is told no more")
  func left() async throws {
    let feed = try history(MemoryStore()).recorder.feed
    var follower: RecordFollower? = feed.follow()
    #expect(follower?.take().isEmpty == true && feed.isFollowed)
    follower = nil
    #expect(!feed.isFollowed)
  }
}
