import AWSClient
import Annals
import Foundation

/// Puts records in the place of others, each on condition that it is as it was read: the name of its last rewriting is the same.
///
/// A record whose key changes goes and comes in one transaction. What the old one points at is noted before, so that a process that is stopped
/// in between leaves nothing that nobody finds.
struct RecordRewriter: Sendable {
  private static let concurrency = 8

  let table: TableAccess
  let registry: RegistryAccess
  let writer: ItemWriter
  let texts: TextKeeper
  let marks: DayMarks

  /// A record as the table has it, and the item that is to stand in its place.
  private struct Plan: Sendable {
    let place: Int
    let stored: StoredRecord
    let item: RecordItem
    /// Whether the day's counts are others after it.
    let changesCounts: Bool

    var isMoved: Bool { stored.key != item.key }
    var digests: Set<TextDigest> { Set(item.texts.map(\.digest)) }
    /// What goes when it is done.
    var released: Set<TextDigest> { isMoved ? Set(stored.texts) : Set(stored.texts).subtracting(digests) }
  }

  func rewrite(_ rewrites: [RecordRewrite]) async throws -> [RewriteOutcome] {
    var outcomes = rewrites.map { _ in RewriteOutcome.changed }
    let plans = try await plans(rewrites)
    guard !plans.isEmpty else { return outcomes }
    let notes = RewriteNotes(table, texts: texts)
    let noted = try await notes.write(plans.map { RewriteNotes.Release(key: $0.stored.key, digests: $0.released) })
    try await texts.keep(plans.map(\.item))
    try await openDays(of: plans)
    let done = try await concurrently(plans, limit: Self.concurrency) { plan in
      let outcome = try await write(plan)
      // Also what was kept in vain: somebody else may point at it by now, or not.
      let vain = outcome == .rewritten ? [] : plan.digests
      _ = try await texts.releaseUnused(plan.released.union(plan.isMoved ? [] : vain), of: plan.stored.key)
      if plan.isMoved { _ = try await texts.releaseUnused(vain, of: plan.item.key) }
      return outcome
    }
    for (plan, outcome) in zip(plans, done) { outcomes[plan.place] = outcome }
    try await notes.remove(noted)
    return outcomes
  }

  // MARK: What is there

  private func plans(_ rewrites: [RecordRewrite]) async throws -> [Plan] {
    let stored = try await StoredRecords(table).records(rewrites.map(\.original))
    let overflows = Set(stored.compactMap { $0?.overflow })
    let kept = overflows.isEmpty ? [:] : try await texts.texts(overflows)
    let shards = try await registry.register(Set(rewrites.map(\.original.resource.type)))
    var plans: [Plan] = []
    for (place, rewrite) in rewrites.enumerated() {
      guard let stored = stored[place], try stored.record(overflow: stored.overflow.flatMap { kept[$0] }) == rewrite.original else {
        continue
      }
      let revision = UUID().uuidString.lowercased()
      let item = RecordItem(rewrite.replacement, shards: shards, expiry: stored.expiry, revision: revision)
      let (old, new) = (rewrite.original, rewrite.replacement.record)
      let changesCounts =
        stored.key != item.key || !stored.isIndexed || old.user != new.user || old.isFailed != new.isFailed
        || old.representedReads != new.representedReads || old.isBaseline != new.isBaseline
      plans.append(Plan(place: place, stored: stored, item: item, changesCounts: changesCounts))
    }
    return plans
  }

  /// Days whose counts change are counted anew; what was kept of them, which may name a user who is no longer there, goes first.
  private func openDays(of plans: [Plan]) async throws {
    let days = Set(plans.filter(\.changesCounts).map { CountedDay(day: $0.item.timestamp.day, type: $0.item.type) })
    guard !days.isEmpty else { return }
    try await marks.mark(Set(days.map(\.day)))
    try await KeptCounts.forget(days, in: table, writer)
  }

  // MARK: One record

  private func write(_ plan: Plan) async throws -> RewriteOutcome {
    let parts = parts(of: plan)
    var token = UUID().uuidString.lowercased()
    var retries = Retries(of: table)
    while true {
      let sent = token
      // A mark covers the writes of some seconds: each attempt sees to it that there is a fresh one.
      if plan.changesCounts { try await marks.mark([plan.item.timestamp.day]) }
      let outcome = try await writer.request {
        let outcome = try await table.attempt(parts, token: sent)
        return (outcome, outcome.isTrouble)
      }
      switch outcome {
      case .written: return .rewritten
      case .conditionsFailed(let failed): return plan.isMoved && !failed.contains(1) ? .taken : .changed
      case .again:
        token = UUID().uuidString.lowercased()
        try await retries.wait()
      case .failed(let error): try await retries.wait(after: error)
      }
    }
  }

  private func parts(of plan: Plan) -> [TransactWriteItems.Part] {
    var put = PutItem(tableName: table.name, item: plan.item.attributes)
    var delete = DeleteItem(tableName: table.name, key: plan.stored.key.attributes)
    let (condition, names, values) = plan.stored.unchangedCondition
    guard plan.isMoved else {
      (put.conditionExpression, put.expressionAttributeNames, put.expressionAttributeValues) = (condition, names, values)
      return [.put(put)]
    }
    put.conditionExpression = "attribute_not_exists(\(HistoryTable.partitionKey))"
    (delete.conditionExpression, delete.expressionAttributeNames, delete.expressionAttributeValues) = (condition, names, values)
    return [.put(put), .delete(delete)]
  }
}
