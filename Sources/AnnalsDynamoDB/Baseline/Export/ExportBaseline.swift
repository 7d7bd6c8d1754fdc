import AWSClient
public import Annals

/// Records what a full export of a table to S3 holds, from a local copy of it: a baseline that reads nothing of the table.
///
/// The records are of the export's moment. Done again it records nothing new; a run that was stopped goes on with the file where it was.
public struct ExportBaseline: Sendable {
  private static let batchSize = 500

  private let folder: ExportFolder
  private let tableName: String
  private let moment: Timestamp
  private let recording: BaselineRecording

  /// A baseline from an export.
  ///
  /// - Parameters:
  ///   - path: The export's folder, which has `manifest-summary.json`, or one file of its items.
  ///   - tableName: The table; where it is left out, the manifest says it.
  ///   - moment: The moment of the export; where it is left out, the manifest says it.
  ///   - tables: The described tables.
  ///   - history: Where it is recorded.
  ///   - user: Who has it recorded.
  ///   - isDryRun: Whether items are only counted.
  /// - Throws: `invalidConfiguration` where it is no full export, where table or moment are not known, or the table is not described.
  public init(
    path: String, tableName: String? = nil, moment: Timestamp? = nil, tables: ResourceTables, history: HistoryService,
    user: User = .system, isDryRun: Bool = false
  ) throws(HistoryError) {
    folder = try ExportFolder(path: path)
    guard let name = tableName ?? folder.tableName ?? (tables.tableNames.count == 1 ? tables.tableNames[0] : nil) else {
      throw HistoryError(.invalidConfiguration, "nothing says of which table the file is: name the table")
    }
    guard let moment = moment ?? folder.moment else {
      throw HistoryError(.invalidConfiguration, "nothing says of which moment the file is: give the export's time")
    }
    guard !tables.types(in: name).isEmpty else {
      throw HistoryError(
        .invalidConfiguration, "the table \(name) is not described: described are \(tables.tableNames.joined(separator: ", "))")
    }
    (self.tableName, self.moment) = (name, moment)
    recording = BaselineRecording(history: history, tables: tables, user: user, isDryRun: isDryRun)
  }

  /// Goes through all files. `progress` gets what was found so far; it stops at the next batch where `isStopped` says so.
  public func run(
    isStopped: @escaping @Sendable () -> Bool = { false }, progress: (BaselineReport) -> Void = { _ in }
  ) async throws -> BaselineReport {
    let subject = ["export", tableName, moment.description, recording.isDryRun ? "dry run" : "recorded"].joined(separator: "\n")
    var state = try await BaselineProgress(of: subject, in: recording.history.store)
    while state.filesDone < folder.files.count {
      let before = state.report
      guard
        let found = try await run(
          folder.files[state.filesDone], isStopped: isStopped,
          progress: { part in
            var sum = before
            sum.add(part)
            progress(sum)
          })
      else { return state.report.unfinished }
      state.report.add(found)
      state.filesDone += 1
      if !recording.isDryRun { try await state.save() }
    }
    if !recording.isDryRun { try await state.finish() }
    return state.report
  }

  /// Records a file's items; `nil` where it was stopped before the file's end.
  private func run(
    _ file: ExportFolder.File, isStopped: @Sendable () -> Bool, progress: (BaselineReport) -> Void
  ) async throws -> BaselineReport? {
    try ExportFolder.check(file)
    var report = BaselineReport()
    var lines = try ExportLines(path: file.path)
    var number = 0
    var batch: [AttributeMap] = []
    while let line = try lines.next() {
      number += 1
      do {
        batch.append(try AttributeMap(exportLine: line))
      } catch {
        throw HistoryError(
          .invalidJSON, "line \(number) of \(file.path) holds no item of DynamoDB (\(error.message)): give an export as DYNAMODB_JSON",
          underlying: error)
      }
      guard batch.count == Self.batchSize else { continue }
      report.add(try await recording.record(batch, of: tableName, at: moment, source: .export))
      batch.removeAll(keepingCapacity: true)
      progress(report)
      if isStopped() { return nil }
    }
    report.add(try await recording.record(batch, of: tableName, at: moment, source: .export))
    progress(report)
    if let count = file.itemCount, count != number {
      throw HistoryError(.corruptText, "\(file.path) has \(number) items, and the manifest says \(count): copy it from S3 again")
    }
    return report
  }
}
