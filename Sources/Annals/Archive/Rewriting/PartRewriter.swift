/// Makes of a file of an archive another one, whose records are changed.
struct PartRewriter {
  let place: any ArchivePlace
  let change: RecordChange

  /// Looks at a file, all of it; results are told as they come.
  func look(at part: ArchivePart, _ tell: (RecordChange.Result) -> Void) async throws -> RewriteCounts {
    var counts = RewriteCounts()
    for try await record in PartRecords(part: part, place: place) {
      counts.read += 1
      guard let result = try applied(to: record) else { continue }
      counts.found += 1
      tell(result)
    }
    return counts
  }

  /// The file with its records changed; `nil` where two would have one place then.
  func rewritten(_ part: ArchivePart) async throws -> SpooledPart? {
    let spool = try PartSpool(part.day)
    // Records of one moment, kind and token: a change of the resource's id changes their order.
    var group: [SanitizedRecord] = []
    for try await record in PartRecords(part: part, place: place) {
      let changed = try applied(to: record)?.kept ?? record
      if let first = group.first, first.record.position.key != changed.record.position.key {
        guard try await add(&group, to: spool) else { return nil }
      }
      group.append(changed)
    }
    guard try await add(&group, to: spool) else { return nil }
    return try await spool.finish().value
  }

  /// Adds records in their order; `false` where two have the same place.
  private func add(_ group: inout [SanitizedRecord], to spool: PartSpool) async throws -> Bool {
    group.sort { $0.record.position > $1.record.position }
    for (newer, older) in zip(group, group.dropFirst()) where newer.record.position == older.record.position { return false }
    for record in group { try await spool.add(try ArchiveLine.bytes(of: record), of: record.record) }
    group = []
    return true
  }

  private func applied(to record: SanitizedRecord) throws -> RecordChange.Result? {
    try change.applied(to: record.record, texts: record.textsByDigest)
  }
}
