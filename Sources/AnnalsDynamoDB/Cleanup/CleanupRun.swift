import AWSClient
import Annals
import Synchronization

/// Removes, or counts, old records. It keeps no place: run again, it finds what is left.
final class CleanupRun: Sendable {
  private let table: TableAccess
  private let writer: ItemWriter
  private let texts: TextKeeper
  private let marks: DayMarks
  private let scope: CleanupScope
  private let mode: CleanupMode
  private let pace: WritePace?
  private let counts = Mutex<[ResourceType: Int]>([:])

  init(table: TableAccess, writer: ItemWriter, texts: TextKeeper, marks: DayMarks, scope: CleanupScope, mode: CleanupMode) {
    self.table = table
    self.writer = writer
    self.texts = texts
    self.marks = marks
    self.scope = scope
    self.mode = mode
    pace = table.configuration.cleanupWriteUnits.map { WritePace(units: $0, clock: table.configuration.clock) }
  }

  /// How many were removed or counted, by type.
  var removed: [ResourceType: Int] { counts.withLock { $0 } }

  /// Goes through partitions of the index by time, oldest records first.
  func goThrough(_ feeds: [String]) async throws {
    _ = try await concurrently(feeds, limit: 8) { feed in try await self.goThrough(feed) }
  }

  /// Goes through the whole table.
  func goThroughTable() async throws {
    try await RecordScan(table: table).forEachPage { try await self.take($0) }
  }

  private func goThrough(_ feed: String) async throws {
    try await table.forEachPage(of: SortKeyRange(to: scope.before).query(feed: feed, in: table.name)) { items in
      try await take(items.compactMap { StoredRecord($0) })
    }
  }

  private func take(_ records: [StoredRecord]) async throws {
    let old = records.filter { $0.key.isRecord && scope.contains($0.position.resource, at: $0.position.key.timestamp) }
    guard !old.isEmpty else { return }
    if mode == .remove {
      let days = Set(old.map(\.position.key.timestamp.day))
      // Texts first: a record that stays behind is found by the next run, a text without a record by nobody.
      try await texts.release(old, pace: pace)
      try await writer.write(old.map { .delete($0.key.attributes) }, pace: pace) { try await self.marks.mark(days) }
    }
    // What has expired was gone already for whoever reads.
    let second = table.second
    counts.withLock { counts in
      for record in old where !record.isExpired(at: second) { counts[record.position.resource.type, default: 0] += 1 }
    }
  }
}
