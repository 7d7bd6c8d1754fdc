import AnnalsTestSupport
import Testing

@testable import Annals

/// Who asks for a record only after its fate is sealed, as a busy machine lets it happen between the call and the waiting.
@Suite("A waiter that comes late")
struct LateWaiterTests {
  private func recorder(_ store: any HistoryStore) throws -> HistoryRecorder {
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    configuration.recorder.drainLimit = .milliseconds(1)
    return try HistoryRecorder(store: store, configuration: configuration, logger: LogCollector().logger)
  }

  private func capture(_ id: String, in recorder: HistoryRecorder) -> Captured {
    recorder.capture(.create, "PROMPT", id: id, user: nil, before: nil, after: nil, metadata: [:], function: nil)
  }

  @Test("is told of a record that was lost when the recorder ended")
  func lostAtTheEnd() async throws {
    let recorder = try recorder(TroubledStore(.hangs))
    let numbers = try await HistoryService(recorder: recorder).recording { (0..<3).map { capture("\($0)", in: recorder) } }
    for number in numbers {
      #expect(await errorCode { try await recorder.waitUntilSafe(number, within: .seconds(60)) } == .notSafe)
    }
  }

  @Test("is told of a record that the store rejected, and of no other")
  func rejected() async throws {
    let recorder = try recorder(TroubledStore(.rejects(["1"])))
    try await HistoryService(recorder: recorder).recording {
      let numbers = (0..<3).map { capture("\($0)", in: recorder) }
      try await recorder.flush(within: .seconds(60))
      var codes: [HistoryError.Code?] = []
      for number in numbers { codes.append(await errorCode { try await recorder.waitUntilSafe(number, within: .seconds(60)) }) }
      #expect(codes == [nil, .notSafe, nil])
      let all = try await recorder.settled(1...3, within: .seconds(60))
      #expect(all == 1)
    }
  }

  @Test("counts as lost what is too long ago to be known")
  func bounded() {
    var numbers = LostNumbers()
    for number in stride(from: UInt64(2), through: 4_000, by: 2) { numbers.add(number...number) }
    #expect(numbers.count(in: 3_999...4_000) == 1)
    #expect(numbers.count(in: 3_999...3_999) == 0)
    #expect(numbers.count(in: 1...1) == 1)
    numbers.add(4_001...4_010)
    #expect(numbers.count(in: 4_000...4_020) == 11)
  }
}
