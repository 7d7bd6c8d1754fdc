import Annals
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: as-of over all real operations", .serialized, .timeLimit(.minutes(10)))
struct RealMomentsTests {
  private static let types = ["AUDITING_FILE", "JAVERS_FILE", "TOOLBOX_FILE"]

  @Test("1,000 moments of all real operations are what replaying them gives, and so is all that is older than two years from the archive")
  func moments() async throws {
    let records = try RealOperations.records()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-moments-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await TestTable.with { table in
      let store = try table.store { $0.shards = 8 }
      let clock = ContinuousClock()
      var start = clock.now
      func lap(_ name: String) {
        print("lap \(name) \(start.duration(to: clock.now))")
        start = clock.now
      }
      let states = try await RealStates(in: store, of: records)
      lap("load")
      try await states.compareSingles(1000, in: store)
      lap("singles")
      for type in Self.types { try await states.compareListing(of: ResourceType(type), in: store); lap(type) }

      let newest = try #require(records.map(\.timestamp).max())
      let before = newest.advanced(byMicroseconds: -2 * 365 * 86_400_000_000)
      let place = ArchiveFolder(path: folder.path)
      let report = try await ArchiveRun(from: store, to: place).run(ArchiveRun.scope(olderThan: before, accessBefore: nil))
      lap("archive \(report.total) \(report.parts)")
      let included = ArchivedStore(store, archive: try await Archive.open(place))
      for type in Self.types { try await states.compareListing(of: ResourceType(type), in: included); lap(type) }
      try await states.compareSingles(50, in: included)
      lap("singles 50")
    }
  }
}
