import Annals
import Testing

/// What is found out of an archive that is not what was written.
enum ArchiveDamageContract {
  /// Two days of records in the place; the store that they came from.
  private static func filled(_ place: any ArchivePlace) async throws -> MemoryStore {
    let store = MemoryStore()
    try await store.append(
      plain: (0..<6).map { try sample(at: Int64($0 % 2) * ArchiveTesting.day + Int64($0), after: ["n": .number(JSONNumber($0))]) })
    try await ArchiveTesting.archive(store, to: place, before: Timestamp(microseconds: RandomHistory.start + ArchiveTesting.day / 2))
    try await ArchiveTesting.archive(store, to: place, before: Timestamp(microseconds: RandomHistory.start + 5 * ArchiveTesting.day))
    #expect(try await Archive.open(place).manifests.count == 2)
    return store
  }

  /// Expects that verifying finds one problem that says so, and that reading, restoring and archiving on refuse.
  private static func expectFound(
    _ text: String, _ place: any ArchivePlace, _ store: MemoryStore, withoutStore: Bool = true, isInFile: Bool = true
  ) async throws {
    if withoutStore {
      let problems = try await ArchiveTesting.problems(place, knownTo: nil)
      #expect(problems.contains { $0.contains(text) }, "\(problems)")
    }
    let problems = try await ArchiveTesting.problems(place, knownTo: store)
    #expect(problems.contains { $0.contains(text) }, "\(problems)")
    if isInFile {
      let archive = try await Archive.open(place)
      await expectError(.archiveDamaged) { _ = try await ArchivedStore(store, archive: archive).all() }
      await expectError(.archiveDamaged) {
        _ = try await ArchiveRestore(from: archive, to: MemoryStore(), sanitizer: Sanitizer()).run()
      }
    } else {
      await expectError(.archiveDamaged) { try await ArchiveTesting.archive(store, to: place, before: .now) }
    }
  }

  private static func firstPart(_ place: any ArchivePlace) async throws -> ArchivePart {
    try #require(try await Archive.open(place).manifests.first?.parts.first)
  }

  /// The manifests anew, with another of a number: whoever forges one makes the later ones follow from it.
  private static func forge(
    _ place: any ArchivePlace, _ number: Int, _ change: (ArchiveManifest) -> [ArchivePart]
  ) async throws {
    let manifests = try await Archive.open(place).manifests
    var previous: TextDigest?
    for manifest in manifests {
      let parts = manifest.number == number ? change(manifest) : manifest.parts
      let forged = ArchiveManifest(
        number: manifest.number, previous: previous, made: manifest.made, coversBefore: manifest.coversBefore, parts: parts)
      try await ArchiveTesting.replace(ArchiveManifest.name(manifest.number), with: forged.bytes, in: place)
      previous = forged.digest
    }
  }

  static let cases = [
    ArchiveCase("A file that is missing is found") { place in
      let store = try await filled(place)
      try await place.remove(firstPart(place).name)
      try await expectFound("is missing", place, store)
    },
    ArchiveCase("A file that was changed after it was written is found, whatever the change") { place in
      let store = try await filled(place)
      let part = try await firstPart(place)
      let bytes = try await ArchiveTesting.bytes(part.name, in: place)
      var changed = bytes
      changed[bytes.count / 2] ^= 1
      for wrong in [changed, Array(bytes.dropLast()), bytes + [0], []] {
        try await ArchiveTesting.replace(part.name, with: wrong, in: place)
        try await expectFound(part.name, place, store)
      }
      try await ArchiveTesting.replace(part.name, with: bytes, in: place)
      #expect(try await ArchiveTesting.problems(place, knownTo: store).isEmpty)
    },
    ArchiveCase("A file with other records, and a manifest that fits it, is found by the row, or by what the store knows") { place in
      let store = try await filled(place)
      let old = try await firstPart(place)
      let spool = try PartSpool(old.day)
      let record = try sample(.delete, at: 5, token: "FORGED")
      try await spool.add(ArchiveLine.bytes(of: SanitizedRecord(record)), of: record)
      let forged = try await spool.finish().value.numbered(1)
      #expect(try await place.create(forged.part.name, forged.content))
      try await place.remove(old.name)
      // One manifest alone: the next one does not follow from it.
      let manifest = try #require(try await Archive.open(place).manifests.first)
      let single = ArchiveManifest(
        number: 1, previous: nil, made: manifest.made, coversBefore: manifest.coversBefore, parts: [forged.part])
      try await ArchiveTesting.replace(ArchiveManifest.name(1), with: single.bytes, in: place)
      await expectError(.archiveDamaged) { _ = try await Archive.open(place) }
      try await expectFound("does not follow", place, store, isInFile: false)
      try await ArchiveTesting.replace(ArchiveManifest.name(1), with: manifest.bytes, in: place)
      // All of them: only the store knows better.
      try await forge(place, 1) { _ in [forged.part] }
      #expect(try await ArchiveTesting.problems(place, knownTo: nil).isEmpty)
      try await expectFound("forged", place, store, withoutStore: false, isInFile: false)
      await expectError(.archiveDamaged) { try await Archive.open(place).check(knownTo: store) }
    },
    ArchiveCase("A manifest that was edited is found by itself") { place in
      let store = try await filled(place)
      let bytes = try await ArchiveTesting.bytes(ArchiveManifest.name(2), in: place)
      let text = String(decoding: bytes, as: UTF8.self)
      for (old, new) in [
        ("\"records\":3", "\"records\":2"), ("\"number\":2", "\"number\":3"), ("\"annals_archive\":1", "\"annals_archive\":2"),
      ] {
        try await ArchiveTesting.replace(ArchiveManifest.name(2), with: Array(text.replacing(old, with: new).utf8), in: place)
        try await expectFound(ArchiveManifest.name(2), place, store, isInFile: false)
      }
      try await ArchiveTesting.replace(ArchiveManifest.name(2), with: Array("[]".utf8), in: place)
      try await expectFound("no JSON object", place, store, isInFile: false)
    },
    ArchiveCase("A manifest that says wrong things of its file is found, though all digests fit") { place in
      let store = try await filled(place)
      let manifest = try #require(try await Archive.open(place).manifests.last)
      let part = try #require(manifest.parts.first)
      let wrong = [
        ArchivePart(
          step: part.step, day: part.day, records: part.records + 1, bytes: part.bytes, textBytes: part.textBytes, digest: part.digest,
          newest: part.newest,
          oldest: part.oldest),
        ArchivePart(
          step: part.step, day: part.day, records: part.records, bytes: part.bytes, textBytes: part.textBytes, digest: part.digest,
          newest: part.oldest,
          oldest: part.oldest),
      ]
      for part in wrong {
        try await forge(place, 2) { _ in [part] }
        let problems = try await ArchiveTesting.problems(place, knownTo: nil)
        #expect(problems.contains { $0.contains("forged") }, "\(problems)")
        #expect(try await ArchiveTesting.problems(place, knownTo: store).count >= problems.count)
      }
    },
    ArchiveCase("A manifest that is missing is found, in the row by itself and at its end by what the store knows") { place in
      let store = try await filled(place)
      let last = try await ArchiveTesting.bytes(ArchiveManifest.name(2), in: place)
      try await place.remove(ArchiveManifest.name(2))
      try await expectFound("does not hold", place, store, withoutStore: false, isInFile: false)
      try await ArchiveTesting.replace(ArchiveManifest.name(2), with: last, in: place)
      try await place.remove(ArchiveManifest.name(1))
      try await expectFound("is missing", place, store, isInFile: false)
    },
    ArchiveCase("A file that no manifest lists is told, and not read") { place in
      let store = try await filled(place)
      let all = try await ArchiveTesting.including(place, store).all()
      #expect(try await place.create("type=PROMPT/year=2023/month=11/day=14/part-x.ndjson.gz", ArchiveContent(Array("x".utf8))))
      let problems = try await ArchiveTesting.problems(place, knownTo: store)
      #expect(problems.count == 1 && problems[0].contains("listed by no manifest"))
      expectSame(try await ArchiveTesting.including(place, store).all(), all)
    },
    ArchiveCase("A file that was damaged between writing and reading back costs no record") { place in
      let store = MemoryStore()
      let records = try (0..<4).map { try sample(at: Int64($0), after: ["n": 1]) }
      try await store.append(plain: records)
      let damaging = DamagingPlace(place)
      await expectError(.archiveDamaged) { try await ArchiveTesting.archive(store, to: damaging, before: .now) }
      expectSame(try await store.all(), PlainHistory.pageOrder(records))
      #expect(try await Archive.open(place).isEmpty)
      // The file that was damaged goes, and the next run does it.
      #expect(try await ArchiveTesting.archive(store, to: place, before: .now).total == 4)
      #expect(try await ArchiveTesting.problems(place, knownTo: store).isEmpty)
    },
    ArchiveCase("Two histories do not share a place") { place in
      _ = try await filled(place)
      let other = MemoryStore()
      try await other.append(plain: [sample(at: 0)])
      await expectError(.archiveConflict) { try await ArchiveTesting.archive(other, to: place, before: .now) }
      #expect(try await other.all().count == 1)
      // A store that was lost and made anew takes its archive over, where it is told to.
      var options = ArchiveOptions()
      options.adopts = true
      #expect(try await ArchiveTesting.archive(other, to: place, before: .now, options: options).total == 1)
    },
  ]
}

/// A place whose files of records lose a byte on their way.
private struct DamagingPlace: ArchivePlace {
  let place: any ArchivePlace
  var address: String { place.address }

  init(_ place: any ArchivePlace) { self.place = place }

  func create(_ name: String, _ content: ArchiveContent) async throws -> Bool {
    guard name.hasSuffix(".gz") else { return try await place.create(name, content) }
    return try await place.create(name, ArchiveContent(Array(try content.bytes(0..<content.length).dropLast())))
  }
  func read(_ name: String) async throws -> ArchiveBytes? { try await place.read(name) }
  func names(beginning prefix: String) async throws -> [String] { try await place.names(beginning: prefix) }
  func remove(_ name: String) async throws { try await place.remove(name) }
}
