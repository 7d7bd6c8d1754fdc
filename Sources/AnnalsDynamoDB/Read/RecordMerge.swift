import Annals

/// Records of several partitions, merged newest first and read no further than needed.
struct RecordMerge {
  /// What was found, and how far was looked.
  struct Listing: Sendable {
    var records: [StoredRecord] = []
    /// Where to go on, when the limit of what is looked through ended the search.
    var stoppedAt: RecordPosition?
  }

  /// The first records that are wanted, from a moment on.
  static func list(
    _ streams: [RecordStream], count: Int, start: Timestamp?, hasFilter: Bool, evaluationLimit: Int, from table: TableAccess,
    isWanted: @escaping @Sendable (StoredRecord) -> Bool
  ) async throws -> Listing {
    var streams = streams
    var listing = Listing()
    var evaluated = 0
    // Twice a stream's share, for shares are never equal; a filter lets only a part through.
    var limit = max(count * (hasFilter ? 4 : 2) / max(streams.count, 1), 8) + 1
    var isStalled = false
    while listing.records.count < count {
      let empty = streams.indices.filter { streams[$0].ready == nil && !streams[$0].isExhausted }
      if !empty.isEmpty {
        if evaluated >= evaluationLimit, streams.allSatisfy({ $0.isBehind(start) }) { return stop(streams, listing, count: count) }
        // Of one partition no more can be missing than of all; but of a second that many records share, all must be read.
        let missing = hasFilter || isStalled ? .max : max(count - listing.records.count, 8) + 1
        let size = min(limit, missing, 1000)
        let filled = try await concurrently(empty.map { streams[$0] }, limit: 16) { stream in
          var stream = stream
          let read = try await stream.fill(from: table, limit: size, start: start, isWanted: isWanted)
          return (stream, read)
        }
        for (index, (stream, read)) in zip(empty, filled) {
          streams[index] = stream
          evaluated += read
        }
        isStalled = filled.contains { $0.0.ready == nil && !$0.0.isExhausted }
        limit *= 2
        continue
      }
      let next = streams.indices.filter { streams[$0].ready != nil }
        .max { left, right in precedes(streams[left].ready, streams[right].ready) }
      guard let next, let record = streams[next].ready else { return listing }
      streams[next].take()
      listing.records.append(record)
    }
    return listing
  }

  private static func precedes(_ left: StoredRecord?, _ right: StoredRecord?) -> Bool {
    guard let left, let right else { return left == nil && right != nil }
    return left.position < right.position
  }

  /// Ends the search above what no stream has read yet.
  private static func stop(_ streams: [RecordStream], _ listing: Listing, count: Int) -> Listing {
    var listing = listing
    guard let frontier = streams.compactMap(\.bound).max(), frontier < .max else { return listing }
    var rest: [StoredRecord] = []
    for stream in streams {
      var stream = stream
      while let record = stream.ready, record.position.key.timestamp.microseconds > frontier {
        rest.append(record)
        stream.take()
      }
    }
    rest.sort { $1.position < $0.position }
    listing.records += rest.prefix(count - listing.records.count)
    if listing.records.count < count { listing.stoppedAt = place(above: frontier) }
    return listing
  }

  /// The place behind which everything of a moment and before lies.
  private static func place(above moment: Int64) -> RecordPosition? {
    guard let first = try? Resource(" ", "\u{0}") else { return nil }
    let key = SortKey(timestamp: Timestamp(microseconds: moment + 1), kind: .create, token: nil)
    return RecordPosition(key: key, resource: first)
  }
}
