/// Makes of a record as it is kept another, by way of the record as it was: texts that it shows cut are put back, and cut again after.
struct RecordChange: Sendable {
  /// What a change made of a record, both whole, and what is to be kept.
  struct Result: Sendable {
    let before: HistoryRecord
    let after: HistoryRecord
    let kept: SanitizedRecord
  }

  /// What cuts.
  let sanitizer: Sanitizer
  /// The record that is to be in the place of a whole one; `nil` where it stays as it is.
  let change: @Sendable (HistoryRecord) throws -> HistoryRecord?

  /// What becomes of a record; `nil` where it stays. Texts that are not there, or are damaged, stay cut.
  func applied(to record: HistoryRecord, texts: [TextDigest: KeptText]) throws -> Result? {
    let whole = Self.whole(record, texts)
    let missing = TruncationList(whole.metadata)
    var metadata = whole.metadata
    metadata[TruncationList.name] = nil
    let before = whole.replacing(before: whole.before, after: whole.after, metadata: metadata)
    guard let after = try change(before), after != before else { return nil }
    let cut = sanitizer.cut(after)
    return Result(before: before, after: after, kept: Self.listing(missing, in: cut))
  }

  private static func whole(_ record: HistoryRecord, _ texts: [TextDigest: KeptText]) -> HistoryRecord {
    if let whole = try? record.restoring(texts) { return whole }
    let intact = texts.filter { (try? $0.value.text()) != nil }
    return (try? record.restoring(intact)) ?? record
  }

  /// What could not be put back is listed still, where the record still shows it.
  private static func listing(_ missing: TruncationList, in cut: SanitizedRecord) -> SanitizedRecord {
    guard !missing.entries.isEmpty else { return cut }
    let record = cut.record
    let shown = JSONWriter.text(of: record.json)
    var list = TruncationList(record.metadata)
    list.entries += missing.entries.filter { shown.contains($0.digest.description) }
    var metadata = record.metadata
    metadata[TruncationList.name] = list.json
    return SanitizedRecord(record.replacing(before: record.before, after: record.after, metadata: metadata), texts: cut.texts)
  }
}
