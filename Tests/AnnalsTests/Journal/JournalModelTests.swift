import AnnalsTestSupport
import Foundation
import Testing

@Suite("The model of recorder, journal and store")
struct JournalModelTests {
  /// `ANNALS_MODEL_SEEDS` says how many seeds are tried, `ANNALS_TEST_SEED` which one comes first.
  @Test("In whatever order things happen and fail, what was promised is kept")
  func promises() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["ANNALS_MODEL_SEEDS"].flatMap(UInt64.init) ?? 500
    let first = SeededGenerator().seed
    for seed in 0..<count {
      var model = try JournalModel(seed: first &+ seed)
      do {
        try model.run(steps: 300)
      } catch {
        Issue.record(error, "seed \(first &+ seed)\n\(model.events.suffix(400).joined(separator: "\n"))")
        return
      }
    }
  }
}
