/// What an erasure makes of records: of the subject's own, of those that mention it, and of a journal's.
struct ErasureChanges: Sendable {
  private let sanitizer: Sanitizer
  private let form: ErasedForm
  private let mode: RewriteMode
  private let mention: IDMention?
  private let isErasedEverywhere: Bool

  init(_ form: ErasedForm, mentions: HistoryErasure.Mentions, mode: RewriteMode, sanitizer: Sanitizer) {
    self.form = form
    self.mode = mode
    self.sanitizer = sanitizer
    mention = mentions == .ignored ? nil : IDMention(of: form.subject.id, replacement: form.pseudonym)
    isErasedEverywhere = mentions == .erased
  }

  /// Of the subject's own records.
  var own: RecordChange {
    RecordChange(sanitizer: sanitizer) { form.subject.owns($0) ? erased($0) : nil }
  }

  /// Of a journal's records, and of an archive's.
  var inFiles: RecordChange {
    RecordChange(sanitizer: sanitizer) { record in
      if form.subject.owns(record) { return erased(record) }
      return isErasedEverywhere ? mention?.replaced(in: record) : nil
    }
  }

  /// Of all other records, and how; `nil` where they need not be looked at.
  var others: (change: RecordChange, mode: RewriteMode)? {
    guard let mention else { return nil }
    let mode = isErasedEverywhere ? mode : .dryRun
    let change = RecordChange(sanitizer: sanitizer) { record in
      // Those of the subject's own that came meanwhile are erased too; in a dry run they were counted already.
      if form.subject.owns(record) { return mode == .apply ? erased(record) : nil }
      return mention.replaced(in: record)
    }
    return (change, mode)
  }

  private func erased(_ record: HistoryRecord) -> HistoryRecord {
    let left = form.erased(record)
    return isErasedEverywhere ? mention?.replaced(in: left) ?? left : left
  }
}
