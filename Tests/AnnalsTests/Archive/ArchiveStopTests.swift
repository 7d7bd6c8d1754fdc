import AnnalsTestSupport
import Foundation
import Testing

@testable import Annals

/// Archiving that is stopped at any of its calls: as a kill does, nothing runs after it.
@Suite("Archiving that is stopped")
struct ArchiveStopTests {
  private static let day: Int64 = 86_400_000_000

  private static func records() throws -> [HistoryRecord] {
    try (0..<12).map { number in
      try HistoryRecord(
        .update, of: Resource(number % 2 == 0 ? "A" : "B", "r\(number % 3)"),
        at: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number) * day / 3), token: RecordToken("T\(number)"),
        after: ["n": .number(JSONNumber(number))])
    }
  }

  private static func expectNothingLost(_ store: any HistoryStore, _ place: any ArchivePlace, _ records: [HistoryRecord], _ what: String)
    async throws
  {
    let both = ArchivedStore(store, archive: try await Archive.open(place))
    let found = try await both.records(matching: RecordFilter(), after: nil, limit: 1000).records
    #expect(found == records.sorted { $0.position > $1.position }, "\(what)")
  }

  @Test("Stopped at any call, and again while it goes on, nothing is lost, and the next run ends it", arguments: [false, true])
  func everyCall(isAfter: Bool) async throws {
    let records = try Self.records()
    var options = ArchiveOptions()
    options.stepLimit = 2
    let scope = CleanupScope(before: .now)
    for calls in 0... {
      let reachedEnd = try await ArchiveFolderTests.withFolder { folder in
        let store = MemoryStore()
        _ = try await store.append(records.map { SanitizedRecord($0) })
        let stop = CallSwitch(after: calls, isAfter: isAfter)
        let run = ArchiveRun(
          from: StoppedStore(store: store, stop: stop), to: StoppedPlace(place: folder, stop: stop), options: options)
        do { _ = try await run.run(scope) } catch is CancellationError {}
        try await Self.expectNothingLost(store, folder, records, "stopped at call \(calls)")
        // Stopped once more, somewhere while it goes on.
        let second = CallSwitch(after: calls % 5, isAfter: !isAfter)
        do {
          _ = try await ArchiveRun(
            from: StoppedStore(store: store, stop: second), to: StoppedPlace(place: folder, stop: second), options: options
          ).run(scope)
        } catch is CancellationError {}
        try await Self.expectNothingLost(store, folder, records, "stopped at call \(calls), and at \(calls % 5) of the next run")
        let report = try await ArchiveRun(from: store, to: folder, options: options).run(scope)
        #expect(report.isComplete && report.left == 0)
        #expect(try await store.statistics(.init()).total == 0)
        try await Self.expectNothingLost(store, folder, records, "ended after call \(calls)")
        let archive = try await Archive.open(folder)
        #expect(archive.recordCount == records.count, "twice is once: call \(calls)")
        #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [], "call \(calls)")
        return !stop.isOff
      }
      if reachedEnd {
        #expect(calls > 20)
        return
      }
    }
  }

  @Test("Of two runs at the same time one goes on, and nothing is lost or there twice")
  func twoRuns() async throws {
    let records = try Self.records()
    for _ in 0..<20 {
      try await ArchiveFolderTests.withFolder { folder in
        let store = MemoryStore()
        _ = try await store.append(records.map { SanitizedRecord($0) })
        var options = ArchiveOptions()
        options.stepLimit = 1
        let runOptions = options
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<3 {
            group.addTask {
              do {
                _ = try await ArchiveRun(from: store, to: folder, options: runOptions).run(CleanupScope(before: .now))
              } catch let error as HistoryError {
                #expect([.alreadyRunning, .archiveConflict, .archiveDamaged].contains(error.code), "\(error)")
              } catch {
                Issue.record("\(error)")
              }
            }
          }
        }
        try await Self.expectNothingLost(store, folder, records, "after three runs at the same time")
        let report = try await ArchiveRun(from: store, to: folder, options: options).run(CleanupScope(before: .now))
        #expect(report.isComplete)
        try await Self.expectNothingLost(store, folder, records, "after one more")
        #expect(try await ArchiveVerification(of: folder, knownTo: store).run().problems == [])
        #expect(try await store.statistics(.init()).total == 0)
      }
    }
  }

  @Test("A record that is changed while it is archived stays in the store")
  func changed() async throws {
    try await ArchiveFolderTests.withFolder { folder in
      let store = MemoryStore()
      let record = try Self.records()[0]
      _ = try await store.append([SanitizedRecord(record)])
      let other = record.replacing(before: nil, after: ["n": "redacted"], metadata: [:])
      let rewriting = RewritingPlace(place: folder) {
        _ = try await store.rewrite([RecordRewrite(record, as: SanitizedRecord(other))])
      }
      let report = try await ArchiveRun(from: store, to: rewriting).run(CleanupScope(before: .now))
      #expect(report.left == 1 && report.total == 0)
      let both = ArchivedStore(store, archive: try await Archive.open(folder))
      #expect(try await both.records(matching: RecordFilter(), after: nil, limit: 10).records == [other], "the store's counts")
      // The next run archives it as it is now, and the file that was written last gives it.
      #expect(try await ArchiveRun(from: store, to: folder).run(CleanupScope(before: .now)).total == 1)
      let archived = ArchivedStore(store, archive: try await Archive.open(folder))
      #expect(try await archived.records(matching: RecordFilter(), after: nil, limit: 10).records == [other])
    }
  }

  /// A place that lets something happen once a file of records is written.
  private struct RewritingPlace: ArchivePlace {
    let place: any ArchivePlace
    let happens: @Sendable () async throws -> Void
    var address: String { place.address }
    func create(_ name: String, _ content: ArchiveContent) async throws -> Bool {
      let isNew = try await place.create(name, content)
      if name.hasSuffix(".gz") { try await happens() }
      return isNew
    }
    func read(_ name: String) async throws -> ArchiveBytes? { try await place.read(name) }
    func names(beginning prefix: String) async throws -> [String] { try await place.names(beginning: prefix) }
    func remove(_ name: String) async throws { try await place.remove(name) }
  }
}
