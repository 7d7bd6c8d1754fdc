/// What one step of archiving wrote: its files with their digests, and the digest of the manifest before.
///
/// Who edits one breaks the digest that the next one holds; the newest one's digest is kept in the store.
package struct ArchiveManifest: Hashable, Sendable {
  /// The version of the format; manifests that list all of an archive are of the next one.
  package static let formatVersion = 1
  /// Where manifests lie; tables of Hive and Athena pass over names that begin so.
  package static let folder = "_annals"

  /// Its place in the row, counted from 1.
  package let number: Int
  /// The digest of the one before; `nil` for the first.
  package let previous: TextDigest?
  /// When it was made.
  package let made: Timestamp
  /// All records from before this moment that were to be archived are, also on days that have none; `nil` where the run goes on in further steps.
  package let coversBefore: Timestamp?
  /// Its files.
  package let parts: [ArchivePart]
  /// Whether it lists all files of the archive, in the place of the manifests before it: what it was made for is gone from them.
  package let listsAll: Bool
  /// Its own digest.
  package let digest: TextDigest

  package init(
    number: Int, previous: TextDigest?, made: Timestamp, coversBefore: Timestamp?, parts: [ArchivePart], listsAll: Bool = false
  ) {
    self.number = number
    self.previous = previous
    self.made = made
    self.coversBefore = coversBefore
    self.parts = parts
    self.listsAll = listsAll
    digest = TextDigest(
      of: JSONWriter.text(
        of: Self.json(number: number, previous: previous, made: made, coversBefore: coversBefore, parts: parts, listsAll: listsAll)))
  }

  /// The file's name.
  package static func name(_ number: Int) -> String {
    "\(folder)/manifest-\(digits(number)).json"
  }

  /// A number as names have it, with eight digits or more.
  static func digits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  /// The place in the row that a file's name tells; `nil` for what is no manifest's.
  static func number(in name: String) -> Int? {
    guard name.hasPrefix("\(folder)/manifest-"), name.hasSuffix(".json") else { return nil }
    guard let number = Int(name.dropFirst(folder.count + 10).dropLast(5)), Self.name(number) == name else { return nil }
    return number
  }

  /// The file's bytes.
  package var bytes: [UInt8] {
    var json = Self.json(
      number: number, previous: previous, made: made, coversBefore: coversBefore, parts: parts, listsAll: listsAll)
    json["sha256"] = .string(digest.description)
    return Array((JSONWriter.text(of: json) + "\n").utf8)
  }

  /// Reads a manifest. Throws `archiveDamaged` where it is none, or is not as it was written.
  package init(_ bytes: [UInt8], number: Int) throws(HistoryError) {
    func damaged(_ what: String) -> HistoryError {
      HistoryError(.archiveDamaged, "the manifest \(Self.name(number)) \(what): restore the file from a copy")
    }
    guard let json = (try? JSONParser.parse(bytes))?.object else { throw damaged("is no JSON object") }
    guard let version = json["annals_archive"]?.number?.int else { throw damaged("is none of an archive") }
    let listsAll = json["lists_all"]?.bool ?? false
    guard version == Self.version(listsAll) else {
      throw HistoryError(
        .archiveDamaged, "the manifest \(Self.name(number)) is of format \(version), not \(Self.version(listsAll)): use a newer version")
    }
    guard let written = json["number"]?.number?.int, let made = json["made_at"]?.string.flatMap({ try? Timestamp($0) }),
      let list = json["parts"]?.array, let digest = json["sha256"]?.string.flatMap(TextDigest.init(hexadecimal:))
    else { throw damaged("lacks what a manifest has") }
    var parts: [ArchivePart] = []
    do throws(HistoryError) {
      for element in list { parts.append(try ArchivePart(json: element.object, step: listsAll ? nil : number)) }
    } catch {
      throw damaged("cannot be read (\(error.description))")
    }
    let previous = json["previous"]?.string.flatMap(TextDigest.init(hexadecimal:))
    self.init(
      number: written, previous: previous, made: made,
      coversBefore: json["covers_before"]?.string.flatMap { try? Timestamp($0) }, parts: parts, listsAll: listsAll)
    guard written == number else { throw damaged("says that it is number \(written)") }
    guard self.digest == digest else { throw damaged("was changed after it was written") }
  }

  private static func version(_ listsAll: Bool) -> Int { listsAll ? formatVersion + 1 : formatVersion }

  private static func json(
    number: Int, previous: TextDigest?, made: Timestamp, coversBefore: Timestamp?, parts: [ArchivePart], listsAll: Bool
  ) -> JSONObject {
    var json: JSONObject = [
      "annals_archive": .number(JSONNumber(version(listsAll))), "number": .number(JSONNumber(number)),
      "previous": previous.map { .string($0.description) } ?? .null, "made_at": .string(made.description),
      "covers_before": coversBefore.map { .string($0.description) } ?? .null,
      "records": .number(JSONNumber(parts.reduce(0) { $0 + $1.records })), "parts": .array(parts.map { .object($0.json) }),
    ]
    if listsAll { json["lists_all"] = true }
    return json
  }
}
