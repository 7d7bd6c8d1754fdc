import AnnalsTestSupport
import CrashChild
import Foundation

@testable import Annals

/// One store and one journal, whose service is started and ended some times; then what is left is stored, and everything is looked for.
struct CrashRound: Sendable {
  let seed: UInt64
  let kind: SoakStore.Kind
  let kills: Int

  func run() async throws -> SoakTally {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-soak-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let store = try await SoakStore(kind, in: folder)
    let result: Result<SoakTally, any Error>
    do { result = .success(try await run(on: store, in: folder)) } catch { result = .failure(error) }
    try await store.close()
    let tally = try result.get()
    if tally.isClean { try FileManager.default.removeItem(at: folder) } else { print("The files are kept in \(folder.path)") }
    return tally
  }

  private func run(on store: SoakStore, in folder: URL) async throws -> SoakTally {
    let journal = folder.appendingPathComponent("journal").path
    var random = SeededGenerator(seed: seed)
    var tally = SoakTally()
    var acknowledged: Set<Int> = []
    var index = 0
    while tally.kills < kills {
      index += 1
      let end = ChildEnd(using: &random)
      let child = SoakChild(
        store: store.address, environment: store.environment, journal: journal, first: index * 1_000_000, seed: random.next(), end: end)
      let report = try await child.run(in: folder)
      acknowledged.formUnion(report.acknowledged)
      if end.isStop { tally.stops += 1 } else { tally.kills += 1 }
      if end.freeze != nil { tally.freezes += 1 }
      if let point = report.point { tally.points[point, default: 0] += 1 }
    }
    try await store.open { try await drain(journal, into: $0) }
    try await store.open { try await look(for: acknowledged, in: $0, &tally) }
    tally.damaged = try FileManager.default.contentsOfDirectory(atPath: journal).count { $0.hasSuffix(".damaged") }
    return tally
  }

  /// Stores what the last child left.
  private func drain(_ journal: String, into store: any HistoryStore) async throws {
    var configuration = HistoryConfiguration()
    configuration.recorder.guarantee = .journaled(JournalConfiguration(path: journal))
    configuration.recorder.drainLimit = .seconds(120)
    let history = try HistoryService(store: store, configuration: configuration)
    try await history.recording {}
    let left = history.recorder.status.journal?.waiting ?? 0
    guard left == 0 else { throw SoakProblem("\(left) records were left in the journal, seed \(seed)") }
  }

  private func look(for acknowledged: Set<Int>, in store: any HistoryStore, _ tally: inout SoakTally) async throws {
    var found: Set<Int> = []
    let filter = RecordFilter(resourceType: try ResourceType(NumberedOperation.type))
    for try await record in RecordSequence(store: store, filter: filter, pageSize: 1000) {
      let number = Int(record.resource.id) ?? 0
      if !found.insert(number).inserted { tally.doubled.append(number) }
      if !NumberedOperation(number).matches(record) { tally.false.append(number) }
    }
    tally.acknowledged = acknowledged.count
    tally.stored = found.count
    tally.lost = acknowledged.subtracting(found).sorted()
  }
}

/// Why a round could not be run.
struct SoakProblem: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
