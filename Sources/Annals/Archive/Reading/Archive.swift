/// An archive as its manifests tell it: which files it has, for which types and days.
public struct Archive: Sendable {
  /// Where it is.
  public let place: any ArchivePlace
  /// The row of manifests, the oldest first: from the beginning, or from the last that lists all of the archive.
  package let manifests: [ArchiveManifest]
  /// The files of each type and day, in the order in which they were written.
  let parts: [ArchiveDay: [ArchivePart]]
  /// The days that have files, the oldest first, each with its types in order.
  let days: [(day: Int64, keys: [ArchiveDay])]

  /// Manifests that are read at the same time.
  private static let concurrency = 8

  /// Reads the manifests in a place; where there are none, the archive is empty.
  ///
  /// Throws `archiveDamaged` where one is missing, was changed, or does not follow from the one before, and what the place throws.
  public static func open(_ place: any ArchivePlace) async throws -> Archive {
    let numbers = try await place.names(beginning: "\(ArchiveManifest.folder)/manifest-").compactMap(ArchiveManifest.number)
    return try Archive(place, await concurrently(numbers, limit: concurrency) { try await manifest($0, in: place) })
  }

  private init(_ place: any ArchivePlace, _ all: [ArchiveManifest]) throws(HistoryError) {
    self.place = place
    // What comes before one that lists everything is to be removed, and may be in part.
    let manifests = Array(all[(all.lastIndex(where: \.listsAll) ?? 0)...])
    self.manifests = manifests
    var parts: [ArchiveDay: [ArchivePart]] = [:]
    var previous: ArchiveManifest?
    for manifest in manifests {
      let number = previous.map { $0.number + 1 } ?? (manifest.listsAll ? manifest.number : 1)
      guard manifest.number == number else {
        throw HistoryError(
          .archiveDamaged, "the manifest \(ArchiveManifest.name(number)) is missing, later ones are there: restore it from a copy")
      }
      guard manifest.listsAll || manifest.previous == previous?.digest else {
        throw HistoryError(
          .archiveDamaged,
          "the manifest \(ArchiveManifest.name(manifest.number)) does not follow from the one before it: one of them was forged; restore both from a copy"
        )
      }
      for part in manifest.parts { parts[part.day, default: []].append(part) }
      previous = manifest
    }
    self.parts = parts
    days = Dictionary(grouping: parts.keys, by: \.day).map { ($0.key, $0.value.sorted()) }.sorted { $0.day < $1.day }
  }

  /// Throws `archiveDamaged` where a store knows a manifest of this archive that is not in it: it was forged, or is another's.
  package func check(knownTo store: any DocumentStore) async throws {
    guard let head = try await ArchiveHead.read(place.address, in: store), let known = head.done else { return }
    guard holds(known) || isSuccessor(of: head) else {
      throw HistoryError(
        .archiveDamaged,
        "the archive does not hold the manifest \(ArchiveManifest.name(known.number)) that was written: it was forged; restore it from a copy"
      )
    }
  }

  /// Whether the row has this manifest.
  func holds(_ manifest: ArchiveHead.Place) -> Bool {
    manifests.contains { $0.number == manifest.number && $0.digest == manifest.digest }
  }

  /// Whether the row begins with what took the place of all that a store knows, as it was about to when a run was stopped.
  func isSuccessor(of head: ArchiveHead) -> Bool {
    guard let pending = head.pending, manifests.first?.listsAll == true else { return false }
    return holds(pending.manifest)
  }

  /// The manifest of a number. Throws `archiveDamaged` where there is none.
  static func manifest(_ number: Int, in place: any ArchivePlace) async throws -> ArchiveManifest {
    guard let manifest = try await existingManifest(number, in: place) else {
      throw HistoryError(.archiveDamaged, "the manifest \(ArchiveManifest.name(number)) is gone: restore it from a copy")
    }
    return manifest
  }

  /// The manifest of a number, or `nil` where there is none.
  static func existingManifest(_ number: Int, in place: any ArchivePlace) async throws -> ArchiveManifest? {
    guard let bytes = try await place.bytes(of: ArchiveManifest.name(number)) else { return nil }
    return try ArchiveManifest(bytes, number: number)
  }

  /// The newest manifest's number and digest, which stand for all of the archive; `nil` where it is empty.
  package var head: ArchiveHead.Place? { manifests.last.map { ArchiveHead.Place(number: $0.number, digest: $0.digest) } }

  /// Whether there is no manifest.
  public var isEmpty: Bool { manifests.isEmpty }

  /// How many records it lists.
  public var recordCount: Int { parts.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.records } } }

  /// All records from before this moment that were to be archived are; `nil` where no run has ended.
  public var coversBefore: Timestamp? { manifests.compactMap(\.coversBefore).max() }

  /// All files, in the order in which they were written.
  package var allParts: [ArchivePart] { manifests.flatMap(\.parts) }
}

extension ArchivePlace {
  /// The most bytes of a manifest.
  private static var manifestLimit: Int { 64 * 1024 * 1024 }

  /// All bytes of a small file, or `nil` where there is none.
  func bytes(of name: String) async throws -> [UInt8]? {
    guard let pieces = try await read(name) else { return nil }
    var bytes: [UInt8] = []
    for try await piece in pieces {
      bytes += piece
      guard bytes.count <= Self.manifestLimit else {
        throw HistoryError(.archiveDamaged, "the file \(name) has more bytes than one of its kind: restore it from a copy")
      }
    }
    return bytes
  }
}
