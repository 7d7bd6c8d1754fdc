import Annals
import AnnalsTestSupport
import Synchronization
import Testing

@testable import AnnalsSQLite

@Suite("Shutdown under load")
struct ShutdownTests {
  /// Numbers of operations, given out, and those that are acknowledged.
  private final class Numbers: Sendable {
    private let last = Atomic<Int>(0)
    private let ended = Atomic<Bool>(false)
    private let safe = Mutex<Set<Int>>([])
    private let enough: AsyncStream<Void>.Continuation

    init(_ enough: AsyncStream<Void>.Continuation) { self.enough = enough }

    func next() -> Int { last.wrappingAdd(1, ordering: .relaxed).newValue }
    func acknowledge(_ number: Int) {
      if safe.withLock({ safe in safe.insert(number).inserted && safe.count == 1_000 }) { enough.finish() }
    }
    /// Notes that the recorder has ended.
    func end() { ended.store(true, ordering: .releasing) }
    var haveEnded: Bool { ended.load(ordering: .acquiring) }
    var given: Int { last.load(ordering: .relaxed) }
    var acknowledged: Set<Int> { safe.withLock { $0 } }
  }

  /// Eight tasks record until the recorder refuses; it is stopped meanwhile, with a store that does not answer.
  private func run(_ all: GuaranteedHistory) async throws -> Numbers {
    let (enough, continuation) = AsyncStream<Void>.makeStream()
    let numbers = Numbers(continuation)
    let history = try all.service(journaled: true) { $0.bufferLimit = 200 }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await history.recorder.run()
        numbers.end()
      }
      for _ in 0..<8 {
        group.addTask {
          while true {
            let number = numbers.next()
            do throws(HistoryError) {
              try await history.logAndWait(
                .update, "PROMPT", id: "\(number)", metadata: ["number": .number(JSONNumber(number))], within: .seconds(100_000))
            } catch {
              return
            }
            numbers.acknowledge(number)
          }
        }
      }
      for await _ in enough {}
      history.recorder.stop()
      while !numbers.haveEnded {
        all.clock.advance(by: .seconds(10))
        await Task.yield()
      }
      try await group.waitForAll()
    }
    return numbers
  }

  @Test("What was acknowledged is in the journal, and the next run stores it once")
  func journaled() async throws {
    try await TemporaryDatabase.with { database in
      let all = try GuaranteedHistory(in: database, .hangs)
      let numbers = try await run(all)
      #expect(try await all.records().isEmpty)
      all.store.trouble = .none
      let next = try all.service(journaled: true)
      try await next.recording {}
      let stored = try await all.records().compactMap(\.number)
      #expect(Set(stored).count == stored.count)
      #expect(numbers.acknowledged.subtracting(stored).isEmpty)
      // One operation of each task was under way at most.
      #expect(stored.count >= 1_000 && stored.count <= numbers.given)
      #expect(next.recorder.status.journal?.waiting == 0)
    }
  }
}
