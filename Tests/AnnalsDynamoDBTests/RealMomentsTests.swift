import Annals
import AnnalsTestSupport
import Foundation
import Testing

@testable import AnnalsDynamoDB

@Suite("DynamoDB store: as-of over all real operations", .serialized, .timeLimit(.minutes(10)))
struct RealMomentsTests {
  private static let types = ["AUDITING_FILE", "JAVERS_FILE", "TOOLBOX_FILE"]

  /// With ANNALS_MOMENTS=all in the environment all of them and 1,000 moments, which takes some minutes.
  private static let size: (records: Int, moments: Int) =
    ProcessInfo.processInfo.environment["ANNALS_MOMENTS"] == "all" ? (.max, 1000) : (2_000, 100)

  @Test("Moments of real operations are what replaying them gives, and so are those that went to the archive, when it is included")
  func moments() async throws {
    let records = Array(try RealOperations.records().prefix(Self.size.records))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("annals-moments-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await TestTable.with { table in
      let store = try table.store { $0.shards = 8 }
      let states = try await RealStates(in: store, of: records)
      try await states.compareSingles(Self.size.moments, in: store)
      for type in Self.types { try await states.compareListing(of: ResourceType(type), in: store) }

      // The older half: of all of them, what is older than some two years.
      let before = try #require(records.map(\.timestamp).sorted().dropFirst(records.count / 2).first)
      let place = ArchiveFolder(path: folder.path)
      let report = try await ArchiveRun(from: store, to: place).run(ArchiveRun.scope(olderThan: before, accessBefore: nil))
      #expect(report.isComplete && report.left == 0 && report.total > records.count / 3)
      let included = ArchivedStore(store, archive: try await Archive.open(place))
      for type in Self.types { try await states.compareListing(of: ResourceType(type), in: included) }
      try await states.compareSingles(50, in: included)
    }
  }
}
