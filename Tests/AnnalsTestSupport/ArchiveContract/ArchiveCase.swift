package import Annals
import Testing

/// One promise of archiving, and how it is checked in a place: the same for a folder and for S3.
package struct ArchiveCase: Sendable, CustomTestStringConvertible {
  /// The promise in one sentence.
  package let testDescription: String
  private let body: @Sendable (any ArchivePlace) async throws -> Void

  init(_ promise: String, _ body: @escaping @Sendable (any ArchivePlace) async throws -> Void) {
    testDescription = promise
    self.body = body
  }

  /// Every promise.
  package static let all = ArchivingContract.cases + ArchiveDamageContract.cases

  /// Checks the promise in an empty place.
  package func check(_ place: any ArchivePlace) async throws { try await body(place) }
}

/// Asks and helps that several promises share.
enum ArchiveTesting {
  static let day: Int64 = 86_400_000_000

  /// Everything of a history that a filter lets through, with its whole texts, newest first: as records and as JSON.
  static func whole(_ store: any HistoryStore, _ filter: RecordFilter = RecordFilter(), pageSize: Int = 1000) async throws
    -> [HistoryRecord]
  {
    let history = try HistoryService(store: store)
    var records: [HistoryRecord] = []
    var cursor: Cursor?
    repeat {
      let page = try await store.records(matching: filter, after: cursor, limit: pageSize)
      records += try await history.whole(page.records)
      cursor = try page.next.map { try Cursor($0.description) }
    } while cursor != nil
    return records
  }

  /// A store with the archive that is in a place now.
  static func including(_ place: any ArchivePlace, _ store: any HistoryStore) async throws -> ArchivedStore {
    ArchivedStore(store, archive: try await Archive.open(place))
  }

  /// Archives all records from before a moment.
  @discardableResult
  static func archive(
    _ store: any HistoryStore, to place: any ArchivePlace, before: Timestamp, keepsLast: Bool = false, options: ArchiveOptions = .init()
  ) async throws -> ArchiveReport {
    try await ArchiveRun(from: store, to: place, options: options)
      .run(CleanupScope(before: before, accessBefore: before, keepsLast: keepsLast))
  }

  /// Random records, some of which show a text cut that is kept whole.
  static func records(_ random: inout RandomHistory, _ count: Int) throws -> [SanitizedRecord] {
    var truncation = TruncationRules()
    truncation.textLimit = 128
    let sanitizer = try Sanitizer(truncation: truncation)
    return try random.distinctRecords(count).map { record in
      guard random.count(0...3) == 0 else { return SanitizedRecord(record) }
      let text = String(repeating: "é\(random.count(0...5))", count: 200)
      return sanitizer.cut(record.replacing(before: record.before, after: ["text": .string(text), "n": 1.50], metadata: record.metadata))
    }
  }

  /// What is wrong with the archive in a place.
  static func problems(_ place: any ArchivePlace, knownTo store: (any HistoryStore)?) async throws -> [String] {
    let report = try await ArchiveVerification(of: place, knownTo: store).run()
    #expect(report.isComplete)
    return report.problems
  }

  /// Puts other bytes in the place of a file's.
  static func replace(_ name: String, with bytes: [UInt8], in place: any ArchivePlace) async throws {
    try await place.remove(name)
    #expect(try await place.create(name, ArchiveContent(bytes)))
  }

  /// A file's bytes.
  static func bytes(_ name: String, in place: any ArchivePlace) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    guard let pieces = try await place.read(name) else { throw HistoryError(.archiveDamaged, "\(name) is not there") }
    for try await piece in pieces { bytes += piece }
    return bytes
  }
}
