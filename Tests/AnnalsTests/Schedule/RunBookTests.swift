import AnnalsTestSupport
import Synchronization
import Testing

@testable import Annals

@Suite("Leases of scheduled runs")
struct RunBookTests {
  private static let due = Timestamp(microseconds: 1_700_000_000_000_000)

  /// Two processes' books in one store, with a clock that both see.
  private struct Two {
    let time = ManualTime()
    let store = MemoryStore()
    var book: RunBook { RunBook(store, now: { [time] in time.now }) }
  }

  private func held(_ taking: RunBook.Taking) throws -> RunBook.Held {
    guard case .taken(let held) = taking else { throw HistoryError(.notRunning, "it was not taken: \(taking)") }
    return held
  }

  @Test("Of two processes one runs what is due; the other is told who, and afterwards that it is done")
  func one() async throws {
    let two = Two()
    var first = try held(await two.book.take("nightly", due: Self.due, as: "a"))
    guard case .held(let holder, let moment) = try await two.book.take("nightly", due: Self.due, as: "b") else { throw CancellationError() }
    #expect(holder == "a" && moment == Self.due.advanced(by: RunBook.leaseDuration))
    #expect(try await two.book.finish(&first, .done))
    guard case .done = try await two.book.take("nightly", due: Self.due, as: "b") else { throw CancellationError() }
    let state = try await two.book.state(of: "nightly")
    #expect(state.lease == nil && state.last?.outcome == .done && state.last?.holder == "a" && state.last?.due == Self.due)
    // The next time it is due, anyone may.
    #expect(try held(await two.book.take("nightly", due: Self.due.advanced(by: .seconds(86_400)), as: "b")).fence == 2)
  }

  @Test("A lease that is renewed holds; one whose holder is gone is taken over, and its late holder can change nothing")
  func takeOver() async throws {
    let two = Two()
    var first = try held(await two.book.take("nightly", due: Self.due, as: "a"))
    two.time.now = two.time.now.advanced(by: .seconds(50))
    #expect(try await two.book.renew(&first))
    two.time.now = two.time.now.advanced(by: .seconds(50))
    guard case .held = try await two.book.take("nightly", due: Self.due, as: "b") else { throw CancellationError() }
    two.time.now = two.time.now.advanced(by: .seconds(11))
    var second = try held(await two.book.take("nightly", due: Self.due, as: "b"))
    #expect(second.fence == first.fence + 1)
    #expect(try await !two.book.renew(&first))
    #expect(try await !two.book.finish(&first, .done))
    #expect(try await !two.book.giveUp(&first))
    #expect(try await two.book.state(of: "nightly").lease?.holder == "b")
    #expect(try await two.book.finish(&second, .done))
  }

  @Test("A run that was given up is taken at once")
  func givenUp() async throws {
    let two = Two()
    var first = try held(await two.book.take("nightly", due: Self.due, as: "a"))
    #expect(try await two.book.state(of: "nightly").unended == Self.due)
    #expect(try await two.book.giveUp(&first))
    #expect(try await two.book.state(of: "nightly").unended == Self.due)
    #expect(try held(await two.book.take("nightly", due: Self.due, as: "b")).fence == 2)
  }

  @Test("Of fifty that want it at once, one has it")
  func race() async throws {
    let two = Two()
    let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<50 {
        group.addTask {
          if case .taken = try await two.book.take("nightly", due: Self.due, as: "\(number)") { return true }
          return false
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(taken == 1)
    #expect(try await two.book.state(of: "nightly").fence == 1)
  }

  /// A store that does what it is asked, and then says that it did not.
  private final class ForgetfulStore: FrontStore {
    let store: any HistoryStore = MemoryStore()
    let forgets = Mutex(false)

    func put(_ content: [UInt8], as name: DocumentName, replacing version: Int) async throws -> Bool {
      let isPut = try await store.put(content, as: name, replacing: version)
      return forgets.withLock { $0 } ? false : isPut
    }
  }

  @Test("A write whose answer was lost on its way counts as what it did", .timeLimit(.minutes(5)))
  func lostAnswer() async throws {
    let store = ForgetfulStore()
    store.forgets.withLock { $0 = true }
    let book = RunBook(store, now: { Self.due })
    var held = try held(await book.take("nightly", due: Self.due, as: "a"))
    #expect(try await book.finish(&held, .done))
    #expect(try await book.state(of: "nightly").last?.outcome == .done)
  }

  @Test("A document that is none of runs is told of, not run over")
  func foreign() async throws {
    let store = MemoryStore()
    _ = try await store.put(Array("{}".utf8), as: DocumentName("schedule/nightly"), replacing: 0)
    await #expect(throws: HistoryError.self) { try await RunBook(store).take("nightly", due: Self.due, as: "a") }
  }

  @Test("A name that is none is refused", arguments: ["", "Nightly", "a b", "a/b", "ä", String(repeating: "a", count: 65)])
  func names(name: String) { #expect(throws: HistoryError.self) { try ScheduleEntry.check(name) } }
}
