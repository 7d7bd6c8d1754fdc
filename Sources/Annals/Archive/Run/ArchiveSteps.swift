/// The steps of a run: each writes files, reads them back, writes the manifest that lists them, and only then lets records go from the store.
///
/// What is being done is kept in the store before it is done. A step that was stopped before its manifest was there is given up, and its files are
/// removed; one whose manifest is there is brought to its end. A manifest's number is taken by whoever writes it first, so that two runs never both
/// go on, and nothing is removed from the store for a manifest that is not in the row.
struct ArchiveSteps {
  /// Files that are written and read back at the same time.
  private static let concurrency = 4

  let store: any HistoryStore
  let place: any ArchivePlace
  let now: @Sendable () -> Timestamp
  var head: ArchiveHead
  /// The archive as it was when the run began, or when files of it were replaced last.
  var archive: Archive

  /// The steps of a new run. With `adopting`, an archive that this store knows nothing of is taken over as it is.
  ///
  /// Throws `archiveConflict` where the archive is not what this store left, and `archiveDamaged`.
  init(_ place: any ArchivePlace, store: any HistoryStore, adopting: Bool, now: @escaping @Sendable () -> Timestamp) async throws {
    self.store = store
    self.place = place
    self.now = now
    let known = try await ArchiveHead.read(place.address, in: store)
    archive = try await Archive.open(place)
    if let known {
      head = known
    } else {
      guard archive.isEmpty || adopting else {
        throw HistoryError(
          .archiveConflict,
          "\(place.address) holds an archive that this store knows nothing of: give each history a place of its own, or take it over with --adopt"
        )
      }
      head = ArchiveHead(address: place.address, done: archive.head)
    }
    try checkRow()
  }

  /// Whether the row of manifests is the one that this store left, but for the step that was being done.
  private func checkRow() throws(HistoryError) {
    let count = head.done?.number ?? 0
    let last = archive.head?.number ?? 0
    guard last >= count else {
      throw HistoryError(
        .archiveDamaged, "the archive has \(last) manifests, and \(count) were written: restore the others from a copy")
    }
    if let done = head.done, !archive.holds(done), !archive.isSuccessor(of: head) {
      throw HistoryError(
        .archiveDamaged,
        "the manifest \(ArchiveManifest.name(count)) is not the one that was written: it was forged; restore it from a copy")
    }
    let further = last - count
    guard further == 0 || (further == 1 && head.pending?.manifest.number == count + 1) else {
      throw HistoryError(
        .archiveConflict, "\(place.address) has \(further) manifests that this history did not write: give each history a place of its own")
    }
  }

  /// Ends or gives up the step that was being done when a run was stopped; `removed` is told of records that went from the store for it.
  mutating func recover(_ removed: (RemovedRecords) -> Void) async throws {
    guard let pending = head.pending else { return }
    var manifest = try await Archive.existingManifest(pending.manifest.number, in: place)
    if manifest == nil {
      // Whoever was stopped, and is not after all, finds the number taken.
      let claim = ArchiveManifest(
        number: pending.manifest.number, previous: head.done?.digest, made: now(), coversBefore: nil, parts: [])
      manifest = try await place.create(ArchiveManifest.name(claim.number), ArchiveContent(claim.bytes)) ? claim : nil
    }
    let found: ArchiveManifest
    if let manifest { found = manifest } else { found = try await Archive.manifest(pending.manifest.number, in: place) }
    if found.digest == pending.manifest.digest, found.listsAll {
      try await removeSuperseded(by: found, pending.replaced)
    } else if found.digest == pending.manifest.digest {
      for part in found.parts { removed(try await removeRecords(of: part)) }
    } else if found.parts.isEmpty, found.previous == head.done?.digest {
      for name in pending.names { try await place.remove(name) }
    } else {
      throw HistoryError(
        .archiveConflict, "\(place.address) has a manifest that this history did not write: give each history a place of its own")
    }
    try await finish(found)
  }

  /// Writes a step's files and manifest, and lets the records in them go from the store.
  mutating func write(
    _ parts: [SpooledPart], coversBefore: Timestamp?, _ removed: (RemovedRecords) -> Void
  ) async throws {
    let number = (head.done?.number ?? 0) + 1
    let parts = parts.map { $0.numbered(number) }
    let manifest = ArchiveManifest(
      number: number, previous: head.done?.digest, made: now(), coversBefore: coversBefore, parts: parts.map(\.part))
    guard try await put(parts, manifest) else {
      throw HistoryError(
        .alreadyRunning, "another run has archived to \(place.address) meanwhile: run this one again, once that one has ended")
    }
    try await removeRecords(of: parts, removed)
    try await finish(manifest)
  }

  /// Notes in the store what a step is about to do, and writes its files and its manifest; `false` where another has taken the manifest's number.
  mutating func put(_ files: [SpooledPart], _ manifest: ArchiveManifest, replacing replaced: [String] = []) async throws -> Bool {
    let names = files.map(\.part.name)
    head.pending = ArchiveHead.Pending(
      manifest: ArchiveHead.Place(number: manifest.number, digest: manifest.digest), names: names, replaced: replaced)
    try await head.save(in: store)
    try await writeFiles(files)
    if try await write(manifest) { return true }
    // Whoever took the number has removed what was there then; what came after goes now.
    for name in names { try await place.remove(name) }
    return false
  }

  private func writeFiles(_ parts: [SpooledPart]) async throws {
    let place = place
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, part) in parts.enumerated() {
        if index >= Self.concurrency { try await group.next() }
        group.addTask {
          // A file of this name has these bytes, or did not come from here; reading it back tells.
          _ = try await place.create(part.part.name, part.content)
          try await place.verifyBytes(of: part.part)
        }
      }
      try await group.waitForAll()
    }
  }

  /// Writes a manifest; `false` where its number was taken by another.
  private func write(_ manifest: ArchiveManifest) async throws -> Bool {
    let name = ArchiveManifest.name(manifest.number)
    // An answer that was lost makes a second attempt find its own file: the bytes tell.
    _ = try await place.create(name, ArchiveContent(manifest.bytes))
    return try await place.bytes(of: name) == manifest.bytes
  }

  /// Lets the records of files go that are in the archive for certain: their bytes were read back. One file is unpacked while another's go.
  private func removeRecords(of parts: [SpooledPart], _ removed: (RemovedRecords) -> Void) async throws {
    try await withThrowingTaskGroup(of: RemovedRecords.self) { group in
      for (index, part) in parts.enumerated() {
        if index >= Self.removalConcurrency, let done = try await group.next() { removed(done) }
        group.addTask { try await removeRecords(of: part) }
      }
      for try await done in group { removed(done) }
    }
  }

  private func removeRecords(of part: SpooledPart) async throws -> RemovedRecords {
    let gzip = try GzipReader()
    var cutter = LineCutter()
    var records: [HistoryRecord] = []
    var removed = RemovedRecords()
    try await part.content.forEachPiece(of: 32 * 1024) { piece in
      try gzip.unpack(piece) { text in
        try cutter.feed(text) { line in records.append(try HistoryRecord(json: JSONParser.parse(line))) }
      }
      while records.count >= Self.removalLimit {
        removed += try await remove(Array(records.prefix(Self.removalLimit)))
        records.removeFirst(Self.removalLimit)
      }
    }
    removed += try await remove(records)
    return removed
  }

  /// The same of a file whose writing was stopped: it is read from the archive, all of it before anything is removed.
  private func removeRecords(of part: ArchivePart) async throws -> RemovedRecords {
    try await place.verifyBytes(of: part)
    var records: [HistoryRecord] = []
    var removed = RemovedRecords()
    for try await record in PartRecords(part: part, place: place) {
      records.append(record.record)
      guard records.count >= Self.removalLimit else { continue }
      removed += try await remove(records)
      records = []
    }
    removed += try await remove(records)
    return removed
  }

  private static let removalLimit = 500
  private static let removalConcurrency = 2

  private func remove(_ records: [HistoryRecord]) async throws -> RemovedRecords {
    guard !records.isEmpty else { return RemovedRecords() }
    return RemovedRecords(records, try await store.remove(records))
  }

  mutating func finish(_ manifest: ArchiveManifest) async throws {
    head.done = ArchiveHead.Place(number: manifest.number, digest: manifest.digest)
    head.pending = nil
    try await head.save(in: store)
  }
}
