import AWSClient
import Annals
import Foundation

/// Which texts a rewriting is about to let go, noted beside the history before it does, so that who comes after a process that was stopped finds
/// them.
struct RewriteNotes: Sendable {
  /// Texts that the record of a key is not to point at any more.
  struct Release: Sendable {
    let key: ItemKey
    let digests: Set<TextDigest>

    /// The most bytes that it has as JSON.
    fileprivate var size: Int { 64 + (key.partition.utf8.count + key.sort.utf8.count) * 6 + digests.count * 67 }
  }

  private static let prefix = "rewrites/"
  private static let sizeLimit = 200 * 1024
  private let documents: DocumentItems
  private let texts: TextKeeper

  init(_ table: TableAccess, texts: TextKeeper) {
    documents = DocumentItems(table)
    self.texts = texts
  }

  /// Notes these; the names of the notes.
  func write(_ releases: [Release]) async throws -> [DocumentName] {
    var names: [DocumentName] = []
    for part in releases.filter({ !$0.digests.isEmpty }).packed(upTo: 1000, bytes: Self.sizeLimit, size: \.size) {
      let name = try DocumentName(Self.prefix + UUID().uuidString.lowercased())
      _ = try await documents.put(Array(JSONWriter.text(of: .array(part.map { .object($0.json) })).utf8), as: name, replacing: 0)
      names.append(name)
    }
    return names
  }

  /// Removes notes whose texts were let go.
  func remove(_ names: [DocumentName]) async throws {
    for name in names { _ = try await documents.remove(name, version: 1) }
  }

  /// Lets go what notes of stopped processes tell of. A note stays while a record still points at what it names: it was not rewritten yet.
  func finish() async throws {
    for note in try await documents.documents(beginning: Self.prefix) {
      var isDone = true
      for release in try Self.releases(in: note) {
        if try await !texts.releaseUnused(release.digests, of: release.key) { isDone = false }
      }
      if isDone { _ = try await documents.remove(note.name, version: note.version) }
    }
  }

  private static func releases(in note: StoredDocument) throws -> [Release] {
    guard let elements = try JSONParser.parse(note.content).array else { return [] }
    return elements.compactMap { Release($0.object) }
  }
}

extension RewriteNotes.Release {
  fileprivate init?(_ json: JSONObject?) {
    guard let json, let partition = json["pk"]?.string, let sort = json["sk"]?.string else { return nil }
    key = ItemKey(partition, sort)
    digests = Set((json["texts"]?.array ?? []).compactMap { $0.string.flatMap(TextDigest.init(hexadecimal:)) })
  }

  fileprivate var json: JSONObject {
    ["pk": .string(key.partition), "sk": .string(key.sort), "texts": .array(digests.map { .string($0.description) })]
  }
}
