import Testing

@testable import Annals

/// The pipeline's rules, without clock, lock or await.
@Suite("The recorder's rules")
struct RecorderStateTests {
  /// The rules gave another step than the one expected.
  private struct NotReady: Error {}

  private func state(_ change: (inout RecorderConfiguration) -> Void = { _ in }) throws -> RecorderState {
    var configuration = RecorderConfiguration()
    change(&configuration)
    var state = RecorderState(configuration: configuration)
    try state.start()
    return state
  }

  private func operation(_ id: String = "p", at microseconds: Int64 = 0) -> CapturedOperation {
    CapturedOperation(
      kind: .create, resourceType: "PROMPT", resourceID: id, timestamp: Timestamp(microseconds: microseconds), number: 1, user: nil,
      before: nil, after: nil, metadata: [:], function: nil, failure: nil, problems: [], context: nil)
  }

  /// Takes a batch all the way to storing.
  private func prepare(_ state: inout RecorderState, size: Int = 100) throws {
    guard case .prepare(let captures) = state.nextPrepareStep(gathered: true) else { throw NotReady() }
    _ = state.finishPreparing(captures.map { (record: SanitizedRecord($0.record()), size: size) })
  }

  @Test("The first operation and each full batch wake the pipeline; those between do not")
  func wakes() throws {
    var state = try state { $0.batchLimit = 3 }
    var offers: [RecorderState.Offer] = []
    for _ in 0..<4 { offers.append(state.offer(operation())) }
    #expect(offers == [.acceptedAndWake, .accepted, .acceptedAndWake, .accepted])
  }

  @Test("What is in hand counts towards the bound until it is settled")
  func boundCountsInHand() throws {
    var state = try state { $0.bufferLimit = 2 }
    var offers = [state.offer(operation()), state.offer(operation()), state.offer(operation())]
    try prepare(&state)
    offers.append(state.offer(operation()))
    guard case .store = state.nextStoreStep() else { throw NotReady() }
    offers.append(state.offer(operation()))
    _ = state.settle(givenUp: [], losing: .rejected)
    offers.append(state.offer(operation()))
    #expect(offers == [.acceptedAndWake, .accepted, .lost, .lost, .lost, .acceptedAndWake])
    let tally = state.takeLosses()
    #expect(tally?.total == 3)
  }

  @Test("While an earlier run's records are on disk, journaled ones wait there too, so that reading those back fills no buffer")
  func replayLeavesRoom() throws {
    var state = try state { $0.bufferLimit = 4 }
    state.adopt(1...10)
    for number in 11..<31 as Range<UInt64> {
      let offer = state.offer(operation())
      #expect(offer != .lost)
      guard case .prepare(let captures) = state.nextPrepareStep(gathered: true) else { throw NotReady() }
      _ = state.finishPreparing(captures.map { (record: SanitizedRecord($0.record()), size: 100) }, journaled: number...number)
    }
    #expect(state.depth == 0 && state.depthOnDisk == 30)
  }

  @Test("Bytes are bounded by what records turn out to have, and held bytes return to zero")
  func bytes() throws {
    var state = try state { $0.byteLimit = 10_000 }
    for _ in 0..<4 { _ = state.offer(operation()) }
    try prepare(&state, size: 4000)
    #expect(state.heldSize == 8000)
    guard case .store(let batch) = state.nextStoreStep() else { throw NotReady() }
    #expect(batch.map { $0 == nil } == [false, false, true, true])
    _ = state.settle(givenUp: [], losing: .rejected)
    #expect(state.heldSize == 0)
    #expect(state.isEmpty)
    let tally = state.takeLosses()
    #expect(tally?.reasons == [.bufferFull: 2])
  }

  @Test("A batch has no more bytes than its limit, unless one record alone has more")
  func batchBytes() throws {
    var state = try state { $0.batchByteLimit = 150 }
    for _ in 0..<3 { _ = state.offer(operation()) }
    guard case .prepare(let captures) = state.nextPrepareStep(gathered: true) else { throw NotReady() }
    _ = state.finishPreparing(zip(captures, [100, 40, 400]).map { (record: SanitizedRecord($0.record()), size: $1) })
    var sizes: [Int] = []
    while case .store(let batch) = state.nextStoreStep() {
      sizes.append(batch.count)
      _ = state.settle(givenUp: [], losing: .rejected)
    }
    #expect(sizes == [2, 1])
  }

  @Test("Few operations are gathered, and taken once the interval is over or the recorder drains")
  func gathers() throws {
    var state = try state()
    _ = state.offer(operation())
    guard case .gather = state.nextPrepareStep(gathered: false) else { throw NotReady() }
    let drains = [state.drain(), state.drain()]
    #expect(drains == [true, false])
    guard case .prepare = state.nextPrepareStep(gathered: false) else { throw NotReady() }
    guard case .wait = state.nextStoreStep() else { throw NotReady() }
    _ = state.finishPreparing([])
    guard case .finish = state.nextPrepareStep(gathered: false) else { throw NotReady() }
    guard case .finish = state.nextStoreStep() else { throw NotReady() }
  }

  @Test("A recorder that drains takes operations until all that came is prepared; what comes then is lost at once, and counted")
  func ends() throws {
    var state = try state()
    _ = state.drain()
    #expect(state.offer(operation()) == .acceptedAndWake)
    guard case .prepare(let captures) = state.nextPrepareStep(gathered: false) else { throw NotReady() }
    #expect(state.offer(operation()) == .acceptedAndWake)
    _ = state.finishPreparing(captures.map { (record: SanitizedRecord($0.record()), size: 100) })
    guard case .prepare = state.nextPrepareStep(gathered: false) else { throw NotReady() }
    _ = state.finishPreparing([])
    guard case .finish = state.nextPrepareStep(gathered: false) else { throw NotReady() }
    #expect(state.offer(operation()) == .lostUnheard)
    guard case .store = state.nextStoreStep() else { throw NotReady() }
    _ = state.settle(givenUp: [], losing: .rejected)
    guard case .finish = state.nextStoreStep() else { throw NotReady() }
    #expect(state.takeLosses()?.reasons == [.closed: 1])
  }

  @Test("A clock that stands still gives each operation its own moment; one set far back is believed")
  func moments() throws {
    var state = try state()
    for moment: Int64 in [5000, 5000, 4990, 3000] { _ = state.offer(operation(at: moment)) }
    guard case .prepare(let captures) = state.nextPrepareStep(gathered: true) else { throw NotReady() }
    #expect(captures.map(\.timestamp.microseconds) == [5000, 5001, 5002, 3000])
  }

  @Test("Closing loses what is held, by type and reason")
  func close() throws {
    var state = try state()
    for _ in 0..<3 { _ = state.offer(operation()) }
    try prepare(&state)
    _ = state.offer(operation())
    let lost = state.close().lost
    #expect(lost == 4)
    #expect(state.isEmpty)
    let tallies = [state.takeLosses(), state.takeLosses()]
    #expect(tallies.first??.reasons == [.drainLimit: 4])
    #expect(tallies.first??.types == ["PROMPT": 4])
    #expect(tallies.last?.map(\.total) == .some(nil))
  }

  @Test("The tally names a bounded number of types")
  func boundedTypes() {
    var tally = LossTally()
    for number in 0..<200 { tally.add(type: "type\(number)", at: .now, reason: .bufferFull) }
    #expect(tally.total == 200)
    #expect(tally.types.count == LossTally.typeLimit + 1)
    #expect(tally.types["OTHER"] == 200 - LossTally.typeLimit)
  }

  @Test("Losses that could not be recorded are kept with those that come after")
  func returnedLosses() throws {
    var state = try state { $0.bufferLimit = 1 }
    for _ in 0..<3 { _ = state.offer(operation()) }
    let taken = state.takeLosses()
    let first = try #require(taken)
    _ = state.offer(operation())
    state.returnLosses(first)
    let all = state.takeLosses()
    #expect(all?.total == 3)
    let counts = state.takeLossCounts()
    #expect(counts == [.bufferFull: 3])
  }

  @Test("Waits double up to their limit, and are jittered from nothing to all of it")
  func backoff() {
    let backoff = Backoff(interval: .milliseconds(100), limit: .seconds(5))
    #expect((0..<8).map { backoff.ceiling(attempt: $0) }.map { $0 / .milliseconds(100) } == [1, 2, 4, 8, 16, 32, 50, 50])
    #expect(backoff.delay(attempt: 3, fraction: 0) == .zero)
    #expect(backoff.delay(attempt: 3, fraction: 1) == .milliseconds(800))
    #expect(backoff.ceiling(attempt: 1_000_000) == .seconds(5))
  }
}
