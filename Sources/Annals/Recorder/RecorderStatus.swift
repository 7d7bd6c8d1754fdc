import Synchronization

/// How a recorder stands, for those who ask whether it can take more.
package struct RecorderStatus: Hashable, Sendable {
  /// Whether records are being stored.
  package let isRunning: Bool
  /// Records held in memory.
  package let depth: Int
  /// Records that it holds at most.
  package let capacity: Int
  /// Bytes held in memory, those that are not encoded yet by their average.
  package let heldSize: Int
  /// Bytes that it holds at most.
  package let byteCapacity: Int
  /// Records that wait on disk alone.
  package let depthOnDisk: Int
  /// The journal, where there is one.
  package let journal: JournalStatus?

  /// How full it is, from 0 to 1, by what is nearer its bound.
  package var fill: Double { max(Double(depth) / Double(capacity), Double(heldSize) / Double(byteCapacity)) }
}

extension HistoryRecorder {
  /// How the recorder stands now.
  package var status: RecorderStatus {
    state.withLock { state in
      RecorderStatus(
        isRunning: state.phase == .running, depth: state.depth, capacity: configuration.bufferLimit, heldSize: state.heldSize,
        byteCapacity: configuration.byteLimit, depthOnDisk: state.depthOnDisk, journal: journal?.status)
    }
  }

  /// Tells the metrics how the recorder stands now, as they are read: what waits grows older while nothing else happens.
  package func reportStatus() {
    let oldest = state.withLock { $0.oldest }
    metrics.report(status, age: oldest.map { Double(max(0, now().microseconds - $0.microseconds)) / 1_000_000 } ?? 0)
  }
}
