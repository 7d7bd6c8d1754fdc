import Annals
import AnnalsSQLite
import AnnalsTestSupport
import Foundation
import GRDB
import Testing

/// A service goes on while its history's store is taken away: no call fails or waits, and what is lost is counted to the record.
@Suite("A store that is taken away under load")
struct TakenAwayTests {
  private struct Prompt: Codable, Sendable { var text = "a prompt of some length, so that a small database is full soon" }

  /// How the store is taken away, and how it comes back.
  struct Taking: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let away: @Sendable (TemporaryDatabase, SQLiteStore) async throws -> Void
    /// Returns how many stored records that cost.
    let back: @Sendable (TemporaryDatabase, SQLiteStore) async throws -> Int

    static let all = [
      Taking(testDescription: "its folder is moved away") { database, _ in
        try FileManager.default.moveItem(atPath: database.folder.path, toPath: database.folder.path + "-away")
      } back: { database, _ in
        try FileManager.default.moveItem(atPath: database.folder.path + "-away", toPath: database.folder.path)
        return 0
      },
      Taking(testDescription: "its file is deleted, and a folder stands in its place") { database, _ in
        try database.deleteFiles()
        try FileManager.default.createDirectory(atPath: database.path, withIntermediateDirectories: false)
      } back: { database, _ in
        try FileManager.default.removeItem(atPath: database.path)
        return 0
      },
      Taking(testDescription: "its disk is full") { _, _ in
      } back: { _, store in
        try await store.cleanup(before: .now, mode: .remove).removed[ResourceType("PROMPT")] ?? 0
      },
    ]
  }

  @Test("Every call of the service succeeds, the loss is exact, and it is recorded when the store returns", arguments: Taking.all)
  func takenAway(taking: Taking) async throws {
    try await TemporaryDatabase.with { database in
      var file = SQLiteStoreConfiguration()
      file.maximumSize = 600_000
      let store = try SQLiteStore(path: database.path, configuration: file)
      var configuration = HistoryConfiguration()
      configuration.recorder.bufferLimit = 1000
      configuration.recorder.batchInterval = .milliseconds(1)
      configuration.recorder.retryInterval = .milliseconds(1)
      configuration.recorder.retryLimit = .milliseconds(5)
      let logs = LogCollector()
      let history = try HistoryService(store: store, configuration: configuration, logger: logs.logger)
      let calls = 8 * 1500
      try await history.recording {
        try await taking.away(database, store)
        let succeeded = await withTaskGroup(of: Int.self) { group in
          for worker in 0..<8 {
            group.addTask {
              (0..<1500).count { history.track(.update, "PROMPT", id: "\(worker)-\($0)", before: Prompt()) { true } }
            }
          }
          return await group.reduce(0, +)
        }
        #expect(succeeded == calls)
        let removed = try await taking.back(database, store)
        try await history.flush()
        let stored = try await store.statistics(.init(resourceType: ResourceType("PROMPT"))).total
        let told = logs.lines.compactMap { $0.wholeMatch(of: /warning History was lost .*annals\.records=(\d+).*/).flatMap { Int($0.1) } }
        let lost = told.reduce(0, +)
        #expect(lost > 0)
        #expect(removed + stored + lost == calls, "removed \(removed), stored \(stored), lost \(lost)")
        let records = try await store.records(matching: .init(resourceType: .history), after: nil, limit: 1000).records
        #expect(records.allSatisfy { $0.isFailed && $0.metadata["reasons"]?.object?["buffer_full"] != nil })
        if removed == 0 { #expect(records.compactMap { $0.metadata["lost"]?.number?.int }.reduce(0, +) == lost) }
      }
      try store.close()
    }
  }
}
