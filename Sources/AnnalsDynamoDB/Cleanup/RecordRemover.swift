import AWSClient
import Annals

/// Removes given records, each on condition that it is as it was read.
///
/// What they point at is noted before, so that a process that is stopped in between leaves nothing that nobody finds.
struct RecordRemover: Sendable {
  private static let concurrency = 8

  let table: TableAccess
  let writer: ItemWriter
  let texts: TextKeeper
  let marks: DayMarks
  let pace: WritePace?

  func remove(_ records: [HistoryRecord]) async throws -> [RemovalOutcome] {
    let stored = try await StoredRecords(table).records(records)
    var outcomes = stored.map { $0 == nil ? RemovalOutcome.absent : .changed }
    let overflows = Set(stored.compactMap { $0?.overflow })
    let kept = overflows.isEmpty ? [:] : try await texts.texts(overflows)
    var found: [(place: Int, record: StoredRecord)] = []
    var places: Set<RecordPosition> = []
    for (place, record) in records.enumerated() {
      // One that is given twice is removed once.
      guard places.insert(record.position).inserted else {
        outcomes[place] = .absent
        continue
      }
      guard let stored = stored[place], try stored.record(overflow: stored.overflow.flatMap { kept[$0] }) == record else { continue }
      found.append((place, stored))
    }
    guard !found.isEmpty else { return outcomes }
    let notes = RewriteNotes(table, texts: texts)
    let noted = try await notes.write(found.map { RewriteNotes.Release(key: $0.record.key, digests: Set($0.record.texts)) })
    let done = try await concurrently(found, limit: Self.concurrency) { found in try await remove(found.record) }
    for (found, isRemoved) in zip(found, done) where isRemoved { outcomes[found.place] = .removed }
    try await notes.remove(noted)
    return outcomes
  }

  private func remove(_ record: StoredRecord) async throws -> Bool {
    try await pace?.wait(for: 1)
    // The day is counted anew.
    try await marks.mark([record.position.key.timestamp.day])
    var delete = DeleteItem(tableName: table.name, key: record.key.attributes)
    let (condition, names, values) = record.unchangedCondition
    (delete.conditionExpression, delete.expressionAttributeNames, delete.expressionAttributeValues) = (condition, names, values)
    let request = delete
    var isRemoved = try await writer.request { (try await table.delete(request) != nil, false) }
    // A write whose answer was lost finds nothing the second time.
    if !isRemoved { isRemoved = try await table.get(record.key) == nil }
    _ = try await texts.releaseUnused(Set(record.texts), of: record.key)
    return isRemoved
  }
}
