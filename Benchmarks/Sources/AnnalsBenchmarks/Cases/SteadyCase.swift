import Annals
import AnnalsSQLite
import Foundation

/// Resident memory of a service that records 200 operations a second for ten minutes, a tenth of its full load: its last minute against its sixth.
///
/// Caches fill in the first minutes, while the operations repeat for the first time.
struct SteadyCase: BenchmarkCase {
  static let name = "steady"
  private static let rate = 200

  func run(_ scope: Scope) async throws -> [Row] {
    guard ResidentMemory.now != nil else { throw BenchmarkError("resident memory is read from /proc, which is not here") }
    let seconds = scope.scale.scaled(600)
    return try await TemporaryFolder.with { folder in
      let store = try SQLiteStore(path: "\(folder)/history.sqlite")
      var configuration = HistoryConfiguration()
      configuration.recorder.guarantee = .journaled(JournalConfiguration(path: "\(folder)/journal"))
      let history = try HistoryService(store: store, configuration: configuration)
      let records = try RealOperations.records()
      let samples = try await history.recording { try await serve(records, history, seconds: seconds, scope.progress) }
      let stored = try await store.statistics(.init()).total
      guard stored == seconds * Self.rate else { throw BenchmarkError("\(stored) of \(seconds * Self.rate) records were stored") }
      let part = samples.count / 10
      let early = Array(samples[(5 * part)..<(6 * part)])
      let late = Array(samples.suffix(part))
      let shown = stride(from: 0, to: samples.count, by: max(part, 1)).map { samples[$0].text }
      return [
        Row(
          Self.name, unit: "MB", rounds: [Round(baseline: early.quantile(0.5), subject: late.quantile(0.5))], goal: .atMost(1.05),
          notes: ["\(stored) records, all of them stored; each tenth of the time: \(shown.joined(separator: ", ")) MB"])
      ]
    }
  }

  /// Resident memory each second.
  private func serve(
    _ records: [HistoryRecord], _ history: HistoryService, seconds: Int, _ progress: @Sendable (String) -> Void
  ) async throws -> [Double] {
    var samples: [Double] = []
    var next = ContinuousClock.now
    for second in 0..<seconds {
      for number in 0..<Self.rate {
        let record = records[(second * Self.rate + number) % records.count]
        history.log(
          record.operation, record.resource.type.name, id: record.resource.id, user: record.user.id, before: record.before,
          after: record.after, metadata: record.metadata)
        if number.isMultiple(of: 20) {
          next = next.advanced(by: .milliseconds(1000 * 20 / Self.rate))
          try await Task.sleep(until: next, clock: .continuous)
        }
      }
      samples.append(try ResidentMemory.read().resident)
      if second.isMultiple(of: 60) { progress("minute \(second / 60): \(samples[second].text) MB") }
    }
    return samples
  }
}
