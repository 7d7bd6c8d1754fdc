/// Whether an archive is what was written: its row of manifests, and every file with every record in it.
public struct ArchiveVerification: Sendable {
  /// What was found.
  public struct Report: Hashable, Sendable {
    /// Manifests that were read.
    public internal(set) var manifests = 0
    /// Files that were read.
    public internal(set) var parts = 0
    /// Records in them.
    public internal(set) var records = 0
    /// Bytes of them.
    public internal(set) var bytes = 0
    /// What is wrong, in a sentence each.
    public internal(set) var problems: [String] = []
    /// The digest of the newest manifest, which stands for all of the archive.
    public internal(set) var head: String?
    /// What the newest manifest was held against: whether forging it would have been found.
    public internal(set) var isHeadKnown = false
    /// Whether all of it was looked at.
    public internal(set) var isComplete = false

    /// The report as JSON.
    public var json: JSONObject {
      [
        "manifests": .number(JSONNumber(manifests)), "parts": .number(JSONNumber(parts)), "records": .number(JSONNumber(records)),
        "bytes": .number(JSONNumber(bytes)), "problems": .array(problems.map(JSONValue.string)),
        "head": head.map(JSONValue.string) ?? .null, "head_known": .bool(isHeadKnown), "complete": .bool(isComplete),
      ]
    }
  }

  private let place: any ArchivePlace
  private let expected: [TextDigest]
  /// What the store knows.
  private let known: ArchiveHead?

  /// A look at a place.
  ///
  /// - Parameters:
  ///   - place: Where the archive is.
  ///   - store: The store whose records went there; it knows the newest manifest's digest. `nil` where it is not at hand.
  ///   - head: A digest that was noted before; the archive must still hold the manifest that has it.
  /// - Throws: What the store throws.
  public init(of place: any ArchivePlace, knownTo store: (any DocumentStore)?, head: TextDigest? = nil) async throws {
    self.place = place
    expected = [head].compactMap(\.self)
    known = if let store { try await ArchiveHead.read(place.address, in: store) } else { nil }
  }

  /// Reads everything. Throws what keeps the archive from being read; what is wrong with it is in the report.
  public func run(
    isStopped: @Sendable () -> Bool = { false }, progress: (Report) -> Void = { _ in }
  ) async throws -> Report {
    var report = Report()
    let archive: Archive
    do {
      archive = try await Archive.open(place)
    } catch let error as HistoryError where error.code == .archiveDamaged {
      report.problems.append(error.description)
      report.isComplete = true
      return report
    }
    report.manifests = archive.manifests.count
    report.head = archive.head?.digest.description
    report.isHeadKnown = !expected.isEmpty || known?.done != nil
    let digests = Set(archive.manifests.map(\.digest))
    var expected = expected
    if let known, let done = known.done, !archive.isSuccessor(of: known) { expected.append(done.digest) }
    for digest in expected where !digests.contains(digest) {
      report.problems.append("the archive does not hold the manifest of digest \(digest), which it held: it was forged, or is another's")
    }
    for part in archive.allParts {
      if isStopped() { return report }
      try await verify(part, &report)
      progress(report)
    }
    try await findUnlisted(archive, &report)
    report.isComplete = true
    return report
  }

  private func verify(_ part: ArchivePart, _ report: inout Report) async throws {
    report.parts += 1
    report.bytes += part.bytes
    do {
      var first: HistoryRecord?
      var last: HistoryRecord?
      for try await record in PartRecords(part: part, place: place) {
        first = first ?? record.record
        last = record.record
        report.records += 1
      }
      guard first?.id.description == part.newest, last?.id.description == part.oldest else {
        throw part.damaged("does not begin and end with the records that the manifest names: the manifest was forged")
      }
    } catch let error as HistoryError where error.code == .archiveDamaged || error.code == .corruptText {
      report.problems.append(error.description)
    }
  }

  /// Files beside those that manifests list: Annals does not read them, other tools do.
  private func findUnlisted(_ archive: Archive, _ report: inout Report) async throws {
    let listed = Set(archive.allParts.map(\.name))
    for name in try await place.names(beginning: "type=") where !listed.contains(name) {
      report.problems.append("the file \(name.quoted(200)) is listed by no manifest: Annals does not read it, other tools do; remove it")
    }
  }
}
