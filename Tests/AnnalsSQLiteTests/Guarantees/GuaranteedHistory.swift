import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import Synchronization

@testable import Annals

/// A recorder over a real file and a real journal, with a store that can be taken away, a clock that stands still, and moments that a test sets.
struct GuaranteedHistory {
  let database: TemporaryDatabase
  let file: SQLiteStore
  let store: TroubledStore
  let clock = ManualClock()
  private let moment = Moment()

  init(in database: TemporaryDatabase, _ trouble: TroubledStore.Trouble = .none) throws {
    self.database = database
    file = try SQLiteStore(path: database.path)
    store = TroubledStore(trouble, store: file)
  }

  /// A service as the next process of it would have it; the one before must be gone where there is a journal.
  func service(
    journaled: Bool, logs: LogCollector = LogCollector(), _ change: (inout RecorderConfiguration) -> Void = { _ in }
  ) throws -> HistoryService {
    var configuration = HistoryConfiguration()
    configuration.recorder.batchInterval = .zero
    if journaled {
      var journal = JournalConfiguration(path: database.folder.appendingPathComponent("journal").path)
      // No task then sleeps on the clock but the one that tries the store again.
      journal.durability = .never
      journal.segmentSize = 256 * 1024
      configuration.recorder.guarantee = .journaled(journal)
    }
    change(&configuration.recorder)
    return HistoryService(
      recorder: try HistoryRecorder(store: store, configuration: configuration, logger: logs.logger, clock: clock) { [moment] in moment.now
      })
  }

  /// The moment that operations are stamped with.
  func setMoment(_ microseconds: Int64) { moment.microseconds.withLock { $0 = microseconds } }

  /// Brings the store back while the recorder waits to try again, and lets that wait end.
  func bringBack() async {
    await clock.sleepers(1)
    store.trouble = .none
    clock.advance(by: .seconds(10))
  }

  /// What the file holds beside what was told of losses, oldest first.
  func records() async throws -> [HistoryRecord] {
    var records: [HistoryRecord] = []
    for try await record in RecordSequence(store: file, filter: .init(), pageSize: 1000) where record.resource.type != .history {
      records.append(record)
    }
    return records.reversed()
  }

  /// What was told of losses.
  func losses() async throws -> [HistoryRecord] {
    try await file.records(matching: .init(resourceType: .history), after: nil, limit: 1000).records
  }

  private final class Moment: Sendable {
    let microseconds = Mutex<Int64>(0)
    var now: Timestamp { Timestamp(microseconds: microseconds.withLock { $0 }) }
  }
}

extension HistoryRecord {
  /// The number that a test gave the operation.
  var number: Int? { metadata["number"]?.number?.int }
}
