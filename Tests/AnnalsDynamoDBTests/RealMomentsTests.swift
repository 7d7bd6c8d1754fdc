import Annals
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: as-of over all real operations", .serialized, .timeLimit(.minutes(10)))
struct RealMomentsTests {
  private static let types = ["AUDITING_FILE", "JAVERS_FILE", "TOOLBOX_FILE"]

  /// It takes some minutes: only where ANNALS_MOMENTS=all is in the environment.
  private static let isAsked = ProcessInfo.processInfo.environment["ANNALS_MOMENTS"] == "all"

  @Test(
    "1,000 moments of all real operations are what replaying them gives, and so is all that is older than two years from the archive",
    .enabled(if: isAsked))
  func moments() async throws {
    let records = try RealOperations.records()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-moments-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await TestTable.with { table in
      let store = try table.store { $0.shards = 8 }
      let states = try await RealStates(in: store, of: records)
      try await states.compareSingles(1000, in: store)
      for type in Self.types { try await states.compareListing(of: ResourceType(type), in: store) }

      let newest = try #require(records.map(\.timestamp).max())
      let before = newest.advanced(byMicroseconds: -2 * 365 * 86_400_000_000)
      let place = ArchiveFolder(path: folder.path)
      let report = try await ArchiveRun(from: store, to: place).run(ArchiveRun.scope(olderThan: before, accessBefore: nil))
      #expect(report.isComplete && report.left == 0 && report.total > 10_000)
      let included = ArchivedStore(store, archive: try await Archive.open(place))
      for type in Self.types { try await states.compareListing(of: ResourceType(type), in: included) }
      try await states.compareSingles(50, in: included)
    }
  }
}
