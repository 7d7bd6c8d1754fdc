/// A file of records in an archive, as a manifest lists it.
package struct ArchivePart: Hashable, Sendable {
  /// The number of the manifest that lists it.
  package let step: Int
  /// Whose records.
  package let day: ArchiveDay
  /// How many.
  package let records: Int
  /// How many bytes the file has.
  package let bytes: Int
  /// How many bytes its text has, unpacked.
  package let textBytes: Int
  /// The SHA-256 of the file.
  package let digest: TextDigest
  /// The first record's id in the file's order: the newest.
  package let newest: String
  /// The last record's id: the oldest.
  package let oldest: String

  /// The file's name: its folder, the number of its manifest, and the beginning of its digest.
  ///
  /// A step that was given up has its number for itself, so that who removes its files, however late, removes none of a later one.
  package var name: String { "\(day.folder)/part-\(ArchiveManifest.digits(step))-\(digest.description.prefix(24)).ndjson.gz" }

  package init(
    step: Int, day: ArchiveDay, records: Int, bytes: Int, textBytes: Int, digest: TextDigest, newest: String, oldest: String
  ) {
    self.step = step
    self.day = day
    self.records = records
    self.bytes = bytes
    self.textBytes = textBytes
    self.digest = digest
    self.newest = newest
    self.oldest = oldest
  }

  /// The part as JSON.
  package var json: JSONObject {
    [
      "path": .string(name), "resource_type": .string(day.type.name), "day": .string(ArchiveDay.date(day.day)),
      "records": .number(JSONNumber(records)), "bytes": .number(JSONNumber(bytes)), "text_bytes": .number(JSONNumber(textBytes)),
      "sha256": .string(digest.description), "newest": .string(newest), "oldest": .string(oldest),
    ]
  }

  /// Reads a part of the manifest of a number; without one the part's own path tells its number. Throws `archiveDamaged`.
  init(json: JSONObject?, step: Int?) throws(HistoryError) {
    guard let json, let type = json["resource_type"]?.string.flatMap({ try? ResourceType($0) }),
      let day = json["day"]?.string.flatMap(ArchiveDay.day), let records = json["records"]?.number?.int, records > 0,
      let bytes = json["bytes"]?.number?.int, let textBytes = json["text_bytes"]?.number?.int,
      let digest = json["sha256"]?.string.flatMap(TextDigest.init(hexadecimal:)), let newest = json["newest"]?.string,
      let oldest = json["oldest"]?.string, let path = json["path"]?.string, let step = step ?? Self.step(in: path)
    else { throw HistoryError(.archiveDamaged, "a part is listed without what a part has") }
    self.init(
      step: step, day: ArchiveDay(type: type, day: day), records: records, bytes: bytes, textBytes: textBytes, digest: digest,
      newest: newest,
      oldest: oldest)
    guard path == name else { throw HistoryError(.archiveDamaged, "a part is listed under another name than its own") }
  }

  /// The number that a path tells.
  private static func step(in path: String) -> Int? {
    let words = (path.split(separator: "/").last ?? "").split(separator: "-")
    return words.count == 3 ? Int(words[1]) : nil
  }
}
