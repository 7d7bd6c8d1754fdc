/// A file of an archive, and the one that takes its place.
struct ArchiveReplacement {
  let old: ArchivePart
  let file: SpooledPart
}

extension ArchiveSteps {
  /// Writes files in the place of others, with a manifest that lists all of the archive; then what they replace goes, and the manifests before.
  mutating func replace(_ replacements: [ArchiveReplacement]) async throws {
    let number = (head.done?.number ?? 0) + 1
    let files = replacements.map { $0.file.numbered(number) }
    let places = Dictionary(zip(replacements.map(\.old.name), files.map(\.part)), uniquingKeysWith: { first, _ in first })
    let manifest = ArchiveManifest(
      number: number, previous: head.done?.digest, made: now(), coversBefore: archive.coversBefore,
      parts: archive.allParts.map { places[$0.name] ?? $0 }, listsAll: true)
    let replaced = replacements.map(\.old.name)
    guard try await put(files, manifest, replacing: replaced) else {
      throw HistoryError(
        .alreadyRunning, "another run has written to \(place.address) meanwhile: run this one again, once that one has ended")
    }
    try await removeSuperseded(by: manifest, replaced)
    try await finish(manifest)
    archive = try await Archive.open(place)
  }

  /// Removes what a manifest that lists all of the archive has taken the place of.
  func removeSuperseded(by manifest: ArchiveManifest, _ replaced: [String]) async throws {
    let listed = Set(manifest.parts.map(\.name))
    for name in replaced where !listed.contains(name) { try await place.erase(name) }
    for name in try await place.names(beginning: "\(ArchiveManifest.folder)/manifest-") {
      guard let number = ArchiveManifest.number(in: name), number < manifest.number else { continue }
      // A manifest that is locked stays as long; it tells the ids of each file's first and last record.
      if try await place.lock(of: name) == nil { try await place.erase(name) }
    }
  }
}
