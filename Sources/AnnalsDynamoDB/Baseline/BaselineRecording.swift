import AWSClient
import Annals

/// Records what items are at a moment, where history does not know it yet.
struct BaselineRecording: Sendable {
  /// Items whose history is asked for at the same time.
  private static let concurrency = 16

  let history: HistoryService
  let tables: ResourceTables
  /// Who has it recorded.
  let user: User
  /// Whether nothing is stored.
  let isDryRun: Bool

  /// Where items come from.
  enum Source: String {
    case scan
    case export
  }

  /// A record that a baseline may need.
  private struct Candidate: Sendable {
    let record: SanitizedRecord
    let type: ResourceType
  }

  /// Records items that a table had at a moment.
  ///
  /// A record's token follows from what it says, so that the same item at the same moment is recorded once; an item whose state history knows,
  /// by a baseline before or by an operation, is not recorded.
  func record(_ items: [AttributeMap], of tableName: String, at moment: Timestamp, source: Source) async throws -> BaselineReport {
    var report = BaselineReport()
    var candidates: [Candidate] = []
    for item in items {
      // A table may hold its own history.
      if let key = ItemKey(item), key.partition.utf8.starts(with: ItemKey.historyPrefix.utf8) { continue }
      report.items += 1
      guard let (table, id) = tables.resource(of: item, in: tableName) else {
        report.undescribed += 1
        continue
      }
      do throws(HistoryError) {
        candidates.append(try candidate(item, table, id, at: moment, source: source))
      } catch {
        report.unfit[error.description, default: 0] += 1
      }
    }
    let unknown = try await concurrently(candidates, limit: Self.concurrency) { candidate -> Candidate? in
      try await isKnown(candidate.record.record, at: moment) ? nil : candidate
    }.compactMap(\.self)
    report.known = candidates.count - unknown.count
    if !isDryRun, !unknown.isEmpty { _ = try await history.store.append(unknown.map(\.record)) }
    for candidate in unknown { report.recorded[candidate.type, default: 0] += 1 }
    return report
  }

  private func candidate(
    _ item: AttributeMap, _ table: ResourceTable, _ id: String, at moment: Timestamp, source: Source
  ) throws(HistoryError) -> Candidate {
    let resource = try Resource(type: table.type, id: id)
    let state = table.state(of: item)
    var baseline: JSONObject = ["table": .string(table.tableName), "source": .string(source.rawValue)]
    var metadata: JSONObject = ["success": true]
    if let types = AttributeTypes(of: item).json { metadata[AttributeTypes.name] = .object(types) }
    baseline["call"] = "annals baseline"
    metadata["baseline"] = .object(baseline)
    let content = JSONWriter.text(of: .array([.string(resource.type.name), .string(resource.id), .object(state)]))
    let record = HistoryRecord(
      .create, of: resource, at: moment, token: .derived(from: "baseline" + content, occurrence: 0), by: user, after: state,
      metadata: metadata)
    var sanitized = history.recorder.sanitizer.sanitize(record)
    // No run before had the moment at which an item is read now, so that a store need not look.
    sanitized.mayExist = source != .scan
    return Candidate(record: sanitized, type: table.type)
  }

  /// Whether history knows this state of the resource until the moment.
  private func isKnown(_ record: HistoryRecord, at moment: Timestamp) async throws -> Bool {
    let known = try await Patience().asking { try await RecordSource(history).lastOperation(on: record.resource, until: moment) }
    guard let last = known else { return false }
    return !last.isFailed && last.operation != .delete && last.after == record.after
  }
}
