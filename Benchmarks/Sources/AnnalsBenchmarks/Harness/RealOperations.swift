import Annals
import Foundation
import Synchronization

/// 36,335 real operations, written into a store as many times over as asked for.
enum RealOperations {
  /// The operations, oldest first.
  static func records() throws -> [HistoryRecord] {
    let path = URL(fileURLWithPath: #filePath)
      .appendingPathComponent("../../../../../Tests/AnnalsTestSupport/Fixtures/operations.ndjson.gz")
    let unpacking = Process()
    unpacking.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    unpacking.arguments = ["gzip", "-dc", path.standardizedFileURL.path]
    let output = Pipe()
    unpacking.standardOutput = output
    try unpacking.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    unpacking.waitUntilExit()
    return try text.split(separator: UInt8(ascii: "\n")).map { try HistoryRecord(json: JSONValue(parsing: $0)) }
  }

  /// Writes each operation `copies` times, each time under other resources and some milliseconds later, as ten or a hundred services would.
  static func write(_ records: [HistoryRecord], copies: Int, into store: any HistoryStore, progress: (Int) -> Void) async throws {
    let moment = Atomic<Int64>(0)
    var configuration = HistoryConfiguration()
    configuration.recorder.bufferLimit = 100_000
    configuration.recorder.byteLimit = 1 << 30
    configuration.recorder.batchLimit = 5_000
    let recorder = try HistoryRecorder(store: store, configuration: configuration) {
      Timestamp(microseconds: moment.load(ordering: .relaxed))
    }
    let history = HistoryService(recorder: recorder)
    try await history.recording {
      var flushing: Task<Void, any Error>?
      var written = 0
      for record in records {
        for copy in 0..<copies {
          moment.store(record.timestamp.microseconds + Int64(copy) * 7_000, ordering: .relaxed)
          let id = copy == 0 ? record.resource.id : "\(record.resource.id)~\(copy)"
          history.log(
            record.operation, record.resource.type.name, id: id, user: record.user.id, before: record.before, after: record.after,
            metadata: record.metadata)
          written += 1
          guard written.isMultiple(of: 20_000) else { continue }
          // The next records are taken while these are stored.
          try await flushing?.value
          flushing = Task { try await history.flush(within: .seconds(600)) }
          progress(written)
        }
      }
      try await history.flush(within: .seconds(600))
    }
    let stored = try await store.statistics(.init()).total
    guard stored == records.count * copies else { throw BenchmarkError("\(stored) of \(records.count * copies) records were stored") }
  }
}
